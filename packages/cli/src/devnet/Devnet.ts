import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Anvil, type ContractAddresses, DEVELOPMENT_CHAIN_ID, L1Client, L1Follower } from "@trellis/l1";
import { leafSeconds } from "@trellis/node";
import { nodeCount, TrellisError } from "@trellis/protocol";
import {
  CIRCUITS,
  developmentSrs,
  loadCircuitKeys,
  SIMULATED_VK_SET_HASH,
  tauG2,
  UltraHonkProofSystem,
} from "@trellis/prover";
import { writeNetworkFile } from "../shell/network/NetworkFile.ts";
import { DevnetProcesses } from "./DevnetProcesses.ts";
import type { DevnetReporter, DevnetSummary } from "./DevnetReporter.ts";
import { DevnetModel } from "./model/DevnetModel.ts";
import { PriceWalk } from "./PriceWalk.ts";
import { ActorSetup } from "./setup/ActorSetup.ts";
import type { DevnetOptions } from "./setup/DevnetOptions.ts";
import { type DevnetPlace, deployDevnet, L1_BLOCK_SECONDS } from "./setup/deployDevnet.ts";
import { devnetWindows, provingSeconds } from "./setup/devnetWindows.ts";
import { makeDevnetFolder } from "./setup/makeDevnetFolder.ts";
import { networkFile, networkOfDevnet } from "./setup/networkOfDevnet.ts";
import { prepareLoad } from "./setup/prepareLoad.ts";
import { writeShellVariables } from "./setup/shellVariables.ts";

/** How long the devnet waits for the last block's rewards before it ends. */
const CLAIMS_MS = 30_000;

/** A whole network on one machine: L1, contracts, nodes in their own processes, and load. */
export class Devnet {
  readonly #options: DevnetOptions;
  readonly #reporter: DevnetReporter;
  readonly #model = new DevnetModel();
  readonly #finished = Promise.withResolvers<void>();
  readonly #stopSignal = new AbortController();
  #processes: DevnetProcesses | undefined;
  #prices: PriceWalk | undefined;
  #claimsTimer: NodeJS.Timeout | undefined;
  #anvil: Anvil | undefined;
  #follower: L1Follower | undefined;
  #addresses: ContractAddresses | undefined;
  #dataDir = "";
  #isTemporary = false;

  constructor(options: DevnetOptions, reporter: DevnetReporter) {
    this.#options = options;
    this.#reporter = reporter;
    // Someone may stop the devnet before anyone waits for its end.
    this.#finished.promise.catch(() => {});
  }

  /**
   * Runs until the wanted number of blocks is final, or {@link stop} is called. Then stops everything.
   * @returns the result of the run. `complete` says whether the wanted blocks are final.
   * @throws the error that kept the network from running. No process is left running in that case either.
   */
  async run(): Promise<{ readonly summary: DevnetSummary; readonly complete: boolean }> {
    try {
      await this.#start();
      await this.#finished.promise;
    } catch (error) {
      if (!this.#stopSignal.signal.aborted) throw error;
    } finally {
      await this.#takeDown();
    }
    const { heights } = this.#model;
    return {
      complete: this.#options.blocks !== undefined && heights.length >= this.#options.blocks,
      summary: {
        event: "summary",
        finalised: heights.length,
        proofs: this.#options.proofs,
        verifier: this.#addresses?.blockVerifier ?? "",
        heights,
      },
    };
  }

  /** Ends the run. {@link run} returns when everything has stopped. */
  stop(): void {
    this.#stopSignal.abort(new TrellisError("TRL-CLI-002", "stopped"));
    this.#finished.resolve();
  }

  /** Kills every process at once, if there is not enough time for a clean end. */
  abandon(): void {
    this.#processes?.killAll();
    this.#anvil?.kill();
  }

  async #start(): Promise<void> {
    const { proofs } = this.#options;
    if (proofs === "simulated") {
      this.#reporter.warn(
        "SIMULATED PROOFS: signatures with a publicly known key replace all proofs; nothing is proven",
      );
    }
    await this.#makeDataDir();
    const vkSetHash = proofs === "real" ? await this.#loadKeys() : SIMULATED_VK_SET_HASH;
    const speed = await this.#measure();
    this.#check();
    this.#reporter.progress("starting L1 (anvil)");
    this.#anvil = new Anvil({
      blockSeconds: L1_BLOCK_SECONDS,
      onExit: (complaint) =>
        this.#finished.reject(new TrellisError("TRL-CLI-013", `L1 (anvil) has ended: ${complaint}`)),
    });
    await this.#anvil.start();
    this.#reporter.event("anvil", { event: "process", pid: this.#anvil.pid ?? 0 });
    this.#check();
    this.#reporter.progress("deploying the contracts");
    const place = { options: this.#options, dataDir: this.#dataDir, rpcUrl: this.#anvil.rpcUrl, ...speed };
    const { addresses, deployer } = await deployDevnet(place, vkSetHash);
    this.#addresses = addresses;
    this.#check();
    this.#reporter.progress("funding and joining the actors");
    const plans = await new ActorSetup(place, addresses, this.#pricePath).prepare(deployer);
    this.#check();
    await this.#follow(addresses);
    this.#prices = new PriceWalk({
      seed: this.#options.seed,
      path: this.#pricePath,
      onError: (error) => this.#reporter.warn(`cannot write the reference price: ${error}`),
    });
    await this.#prices.start();
    this.#reporter.progress(`starting ${plans.length} nodes and the load generator`);
    const processes = this.#makeProcesses();
    const full = await processes.startNode(plans[0]!);
    const bootstrap = full.addresses.slice(0, 1);
    const others = plans.slice(1).map(({ name, config }) => ({
      name,
      config: { ...config, gossip: { ...config.gossip, bootstrap } },
    }));
    await Promise.all(others.map((plan) => processes.startNode(plan)));
    this.#check();
    processes.startLoad(await prepareLoad(place, full.rpc ?? ""));
    const places = {
      l1Rpc: this.#anvil?.rpcUrl ?? "",
      rpc: full.rpc ?? "",
      index: full.index ?? "",
      dataDir: this.#dataDir,
    };
    await writeShellVariables(places);
    const network = networkOfDevnet(places, addresses, { proofs, bootstrap });
    await writeNetworkFile(networkFile(this.#dataDir), network);
    this.#reporter.running(
      {
        ...places,
        proofs,
        rollup: addresses.rollup,
        verifier: addresses.blockVerifier,
        processes: processes.count + 1,
      },
      this.#model,
    );
  }

  /** Where proposers that trade read the reference price. */
  get #pricePath(): string {
    return join(this.#dataDir, "price", "price.json");
  }

  #check(): void {
    this.#stopSignal.signal.throwIfAborted();
  }

  async #makeDataDir(): Promise<void> {
    const { dataDir, keep } = this.#options;
    if (dataDir === undefined) {
      this.#dataDir = await mkdtemp(join(tmpdir(), "trellis-devnet-"));
      this.#isTemporary = !keep;
    } else {
      this.#dataDir = await makeDevnetFolder(resolve(dataDir));
      // A folder that the user named is kept, because the user wants to find it.
    }
    await chmod(this.#dataDir, 0o700);
  }

  async #loadKeys(): Promise<bigint> {
    this.#reporter.progress("development reference string (made once, then cached)");
    await developmentSrs({
      signal: this.#stopSignal.signal,
      onProgress: (part) => this.#reporter.progress("making the development reference string", part),
    });
    this.#reporter.progress("verification keys");
    return (await loadCircuitKeys({ g2Words: tauG2(), folder: CIRCUITS.folder })).vkSetHash;
  }

  /** Windows that fit this machine, and what they come of. */
  async #measure(): Promise<Pick<DevnetPlace, "windows" | "provingSeconds">> {
    const { proofs, proofWindow } = this.#options;
    if (proofs !== "real" || proofWindow !== undefined) return { windows: devnetWindows(this.#options) };
    this.#reporter.progress("proving one leaf, to choose windows for this machine");
    const leaf = await this.#leafSeconds();
    const windows = devnetWindows(this.#options, leaf);
    this.#reporter.progress(
      `a leaf took ${leaf.toFixed(1)} s: ${windows.proposalWindow} s for proposals, ${windows.proofWindow} s for proofs`,
    );
    return { windows, provingSeconds: provingSeconds(leaf) };
  }

  async #leafSeconds(): Promise<number> {
    const chainId = BigInt(DEVELOPMENT_CHAIN_ID);
    const proofs = new UltraHonkProofSystem({
      chainId,
      srs: { kind: "development" },
      verifyOnL1: async () => false,
    });
    try {
      await proofs.start();
      return await leafSeconds(proofs, { chainId, rollup: new Uint8Array(20) }, this.#stopSignal.signal);
    } finally {
      await proofs.stop();
    }
  }

  #makeProcesses(): DevnetProcesses {
    this.#processes = new DevnetProcesses(this.#dataDir, this.#stopSignal.signal, {
      onEvent: (name, event) => {
        this.#model.onEvent(name, event);
        this.#reporter.event(name, event);
      },
      onWarning: (message) => this.#reporter.warn(message),
    });
    return this.#processes;
  }

  async #follow(addresses: ContractAddresses): Promise<void> {
    const { blocks } = this.#options;
    const first = Promise.withResolvers<void>();
    this.#follower = new L1Follower(
      new L1Client(this.#anvil!.rpcUrl, addresses),
      {
        onView: async (view) => {
          for (const height of this.#model.onView(view)) {
            this.#reporter.final(height);
          }
          if (blocks !== undefined && this.#model.heights.length >= blocks) this.#endAfterClaims(blocks);
          first.resolve();
        },
        onError: (error) =>
          this.#reporter.warn(`cannot read L1: ${error instanceof Error ? error.message : error}`),
      },
      { pollMs: 250 },
    );
    this.#follower.start();
    await Promise.race([first.promise, this.#finished.promise]);
  }

  /**
   * The reward of the last wanted block is fixed when its proof window has ended, and its provers claim it when the uncle window has (R7).
   * The run ends when they have claimed it, or have had enough time.
   */
  #endAfterClaims(blocks: number): void {
    const { payments, claimsFrom } = this.#model.heights[blocks - 1]!;
    if (payments.length >= nodeCount(this.#options.depth)) this.#finished.resolve();
    if (claimsFrom === undefined || this.#model.l1Now < claimsFrom) return;
    this.#claimsTimer ??= setTimeout(() => this.#finished.resolve(), CLAIMS_MS).unref();
  }

  async #takeDown(): Promise<void> {
    // Steps of the start that are still running end at their next check.
    this.#stopSignal.abort(new TrellisError("TRL-CLI-002", "stopped"));
    clearTimeout(this.#claimsTimer);
    this.#reporter.stop();
    await this.#processes?.stop();
    await this.#prices?.stop();
    await this.#follower?.stop();
    await this.#anvil?.stop();
    if (this.#isTemporary) await rm(this.#dataDir, { recursive: true, force: true });
  }
}
