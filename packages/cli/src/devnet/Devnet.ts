import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  Anvil,
  DEVELOPMENT_CHAIN_ID,
  deployContracts,
  type L1Addresses,
  type L1Call,
  L1Client,
  L1Follower,
  L1Sender,
  l1Call,
  l1Calls,
  type RollupSettings,
  SETTINGS_PRESETS,
  settingsWarnings,
} from "@trellis/l1";
import { publicKeyOf as l2PublicKeyOf, State } from "@trellis/ledger";
import { type ConfigurationInput, writeSecretKeyFile } from "@trellis/node";
import { addressOf, fromHex, nodeCount, TrellisError, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import {
  developmentSrs,
  loadCircuitKeys,
  SIMULATED_SIGNER,
  SIMULATED_VK_SET_HASH,
  tauG2,
} from "@trellis/prover";
import type { TrellisEvent } from "@trellis/rpc-api";
import { createPublicClient, createTestClient, type Hex, http } from "viem";
import type { LoadConfigInput } from "../load/LoadConfig.ts";
import { l2Key } from "../load/l2Key.ts";
import { writeDeploymentFile } from "../shell/DeploymentFile.ts";
import { ChildProcess } from "./ChildProcess.ts";
import { DevnetModel } from "./DevnetModel.ts";
import type { DevnetOptions } from "./DevnetOptions.ts";
import type { DevnetReporter, DevnetSummary } from "./DevnetReporter.ts";
import { devnetKey } from "./devnetKey.ts";
import { PriceWalk } from "./PriceWalk.ts";

const TOKEN = 10n ** 18n;
const L1_BLOCK_SECONDS = 1;
/** Seats of simulated networks that share a process, so that many fit a small machine. */
const SIMULATED_SEATS_PER_PROCESS = 8;
const LOAD_ACCOUNTS = 4;
/** What each load account has of both assets. */
const LOAD_TOKENS = 10_000n * TOKEN;
/** What the pool holds of both assets at first: the load's swaps move its price by some percent. */
const POOL_TOKENS = 10_000n * TOKEN;
/** What a proposer that trades has of both assets. */
const TRADING_TOKENS = 5_000n * TOKEN;
const LOAD_MIX = { swapPercent: 40, withdrawPercent: 5, swapTokens: 100 };
const STARTUP_MS = 60_000;
/** How long the last block's rewards are waited for before the devnet ends. */
const CLAIMS_MS = 10_000;
const PROVER_STAKE = 100n * TOKEN;
/** Files in the data folder for the other commands: the rollup's addresses, and a funded L1 account's key. */
const DEPLOYMENT_FILE = "deployment.json";
const USER_KEY_FILE = "user.key";
const USER_TOKENS = 100_000n * TOKEN;
const SETUP_GAS = 1_500_000n;

/** Windows in which one 2-core machine proves a block of depth 1, or signs one. Deeper trees get more proof time. */
function windowsFor({
  proofs,
  depth,
  proposalWindow,
  proofWindow,
}: DevnetOptions): Pick<RollupSettings, "proposalWindow" | "proofWindow"> {
  const real = proofs === "real";
  const devnet = SETTINGS_PRESETS.devnet;
  // Nodes of a deeper tree are proven one after the other where one machine plays all provers.
  const proofSeconds = real ? devnet.proofWindow + (nodeCount(depth) - nodeCount(1)) * 45 : 5 + depth;
  return {
    proposalWindow: proposalWindow ?? (real ? devnet.proposalWindow : 5),
    proofWindow: proofWindow ?? proofSeconds,
  };
}

/** One actor's process: its name, its configuration and the seats in it. */
interface NodePlan {
  readonly name: string;
  readonly config: ConfigurationInput;
}

/** A whole network on one machine: L1, contracts, nodes in processes of their own, and load. */
export class Devnet {
  readonly #options: DevnetOptions;
  readonly #reporter: DevnetReporter;
  readonly #model = new DevnetModel();
  readonly #children: ChildProcess[] = [];
  readonly #finished = Promise.withResolvers<void>();
  readonly #stopSignal = new AbortController();
  #prices: PriceWalk | undefined;
  #claimsTimer: NodeJS.Timeout | undefined;
  #anvil: Anvil | undefined;
  #follower: L1Follower | undefined;
  #addresses: L1Addresses | undefined;
  #dataDir = "";
  #isTemporary = false;

  constructor(options: DevnetOptions, reporter: DevnetReporter) {
    this.#options = options;
    this.#reporter = reporter;
    // Someone may stop the devnet before anyone waits for its end.
    this.#finished.promise.catch(() => {});
  }

  /**
   * Runs until the wanted number of blocks is final, or {@link stop} is called, and takes everything down again.
   * @returns what came of it; `complete` says whether the wanted blocks are final.
   * @throws whatever kept the network from running; nothing is left running then either.
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
        verifier: this.#addresses?.verifier ?? "",
        heights,
      },
    };
  }

  /** Ends the run; {@link run} returns when everything is down. */
  stop(): void {
    this.#stopSignal.abort(new TrellisError("TRL-CLI-002", "stopped"));
    this.#finished.resolve();
  }

  /** Kills every process at once, for when there is no time to end well. */
  abandon(): void {
    for (const child of this.#children) child.killAll();
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
    const { addresses, deployer } = await this.#deploy(vkSetHash);
    this.#addresses = addresses;
    this.#check();
    this.#reporter.progress("funding and joining the actors");
    const plans = await this.#prepareActors(addresses, deployer);
    this.#check();
    await this.#follow(addresses);
    this.#prices = new PriceWalk({
      seed: this.#options.seed,
      path: this.#pricePath,
      onError: (error) => this.#reporter.warn(`cannot write the reference price: ${error}`),
    });
    await this.#prices.start();
    this.#reporter.progress(`starting ${plans.length} nodes and the load generator`);
    const full = await this.#startNode(plans[0]!);
    const bootstrap = full.addresses.slice(0, 1);
    const others = plans.slice(1).map(({ name, config }) => ({
      name,
      config: { ...config, gossip: { ...config.gossip, bootstrap } },
    }));
    await Promise.all(others.map((plan) => this.#startNode(plan)));
    this.#check();
    await this.#startLoad(full.rpc ?? "");
    this.#reporter.running(
      {
        proofs,
        rollup: addresses.rollup,
        verifier: addresses.verifier,
        rpc: full.rpc ?? "",
        l1Rpc: this.#anvil?.rpcUrl ?? "",
        dataDir: this.#dataDir,
        processes: this.#children.length + 1,
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
      this.#dataDir = join(resolve(dataDir), `devnet-${Date.now()}`);
      await mkdir(this.#dataDir, { recursive: true, mode: 0o700 });
      // A folder that was named by hand is kept: whoever names it wants to find it.
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
    return (await loadCircuitKeys({ g2Words: tauG2() })).vkSetHash;
  }

  async #deploy(vkSetHash: bigint): Promise<{ addresses: L1Addresses; deployer: L1Sender }> {
    const { rpcUrl } = this.#anvil!;
    const { pipelined, inclusionDelay } = this.#options;
    const settings: RollupSettings = {
      ...SETTINGS_PRESETS.devnet,
      ...windowsFor(this.#options),
      ...(inclusionDelay === undefined ? {} : { inclusionDelay }),
      pipelined,
    };
    for (const warning of settingsWarnings(settings, L1_BLOCK_SECONDS)) this.#reporter.warn(warning);
    const client = createPublicClient({ transport: http(rpcUrl) });
    const deployer = new L1Sender(rpcUrl, client, devnetKey(this.#options.seed, "deployer", 0));
    await this.#giveEther(deployer.address);
    const addresses = await deployContracts(deployer, {
      settings,
      verifier:
        this.#options.proofs === "real"
          ? { kind: "block" }
          : { kind: "development", signer: toHex(SIMULATED_SIGNER) },
      proverStake: PROVER_STAKE,
      initialSupply: 1_000_000_000n * TOKEN,
      vkSetHash,
      genesisStateRoot: State.empty().root(),
    });
    await writeDeploymentFile(join(this.#dataDir, DEPLOYMENT_FILE), {
      chainId: DEVELOPMENT_CHAIN_ID,
      addresses,
    });
    return { addresses, deployer };
  }

  async #giveEther(address: Hex): Promise<void> {
    const test = createTestClient({ mode: "anvil", transport: http(this.#anvil!.rpcUrl) });
    await test.setBalance({ address, value: 10_000n * TOKEN });
  }

  /** Keys to files, tokens to L1 accounts, stakes to seats, first deposits to L2; answers the nodes' plans, the full node's first. */
  async #prepareActors(addresses: L1Addresses, deployer: L1Sender): Promise<NodePlan[]> {
    const { seed, proposers, provers, depth, proofs, keepWitnesses } = this.#options;
    if (keepWitnesses !== undefined) await mkdir(keepWitnesses, { recursive: true, mode: 0o700 });
    const calls = [
      l1Call(addresses, "token", "approve", [addresses.rollup, 2n ** 255n]),
      l1Call(addresses, "token", "approve", [addresses.registry, 2n ** 255n]),
      l1Call(addresses, "secondAsset", "approve", [addresses.rollup, 2n ** 255n]),
    ];
    const plans: NodePlan[] = [await this.#plan("full", 0, addresses, { rpc: { port: 0 } })];
    for (let i = 0; i < proposers; i++) {
      const key = devnetKey(seed, "proposer", i);
      calls.push(l1Call(addresses, "rollup", "depositBalance", [addressOfKey(key), 10_000n * TOKEN]));
      plans.push(
        await this.#plan("proposer", i, addresses, {
          proposer:
            i % 2 === 0
              ? { depth, proverShareBps: 6_000, bidFraction: 0.5, queue: this.#options.queue }
              : await this.#tradingProposer(i),
        }),
      );
    }
    const perProcess =
      proofs === "simulated" && provers > SIMULATED_SEATS_PER_PROCESS
        ? Math.max(this.#options.seatsPerProcess, SIMULATED_SEATS_PER_PROCESS)
        : this.#options.seatsPerProcess;
    const capacity = Math.min(64, Math.ceil(nodeCount(depth) / provers) + 1);
    for (let first = 0, i = 0; first < provers; first += perProcess, i++) {
      const seats = Array.from({ length: Math.min(perProcess, provers - first) }, (_, k) => first + k);
      const payout = addressOfKey(devnetKey(seed, "prover", i));
      const seatKeyFiles: string[] = [];
      for (const seat of seats) {
        const key = devnetKey(seed, "seat", seat);
        const agreed = {
          chainId: BigInt(DEVELOPMENT_CHAIN_ID),
          registry: fromHex(addresses.registry),
          payout: fromHex(payout),
        };
        calls.push(l1Calls.join(addresses, publicKeyOf(key), payout, signJoin(agreed, key)));
        const file = join(this.#dataDir, `prover-${i + 1}`, `seat-${seat}.key`);
        await writeSecretKeyFile(file, key);
        seatKeyFiles.push(file);
      }
      plans.push(
        await this.#plan("prover", i, addresses, {
          prover: {
            seatKeyFiles,
            capacity,
            maxJobs: proofs === "real" ? 1 : 16,
            ...(proofs === "real" ? { machineLock: join(this.#dataDir, "proving.lock") } : {}),
            ...(keepWitnesses === undefined ? {} : { keepWitnesses: resolve(keepWitnesses) }),
            ...(proofs === "real" ? {} : { rescueSeconds: { leaf: 2, merge: 2, root: 2 }, simulatedMs: 100 }),
          },
        }),
      );
    }
    for (let i = 0; i < LOAD_ACCOUNTS; i++) {
      const key = l2PublicKeyOf(l2Key(seed, "load", i));
      for (const asset of [0, 1] as const) {
        calls.push(l1Calls.deposit(addresses, asset, key, deployer.address, LOAD_TOKENS));
      }
    }
    for (const asset of [0, 1] as const) {
      for (let i = 1; i < proposers; i += 2) {
        const key = l2PublicKeyOf(l2Key(seed, "builder", i));
        const owner = addressOfKey(devnetKey(seed, "proposer", i));
        calls.push(l1Calls.deposit(addresses, asset, key, owner, TRADING_TOKENS));
      }
      calls.push(l1Call(addresses, "rollup", "seedPool", [asset, POOL_TOKENS]));
    }
    calls.push(...(await this.#fundUser(addresses)));
    await deployer.sendAll(calls, SETUP_GAS);
    return plans;
  }

  /** A proposer that trades behind users' swaps, and lets the provers' part rise with what that gains. */
  async #tradingProposer(index: number): Promise<ConfigurationInput["proposer"]> {
    const { seed, depth, queue } = this.#options;
    const l2KeyFile = join(this.#dataDir, `proposer-${index + 1}`, "l2.key");
    await writeSecretKeyFile(l2KeyFile, l2KeyBytes(l2Key(seed, "builder", index)));
    const priceFeed = { kind: "file", path: this.#pricePath } as const;
    return {
      depth,
      proverShareBps: 5_000,
      maxProverShareBps: 8_000,
      bidFraction: 0.5,
      queue,
      strategy: { kind: "backrun", l2KeyFile, priceFeed },
    };
  }

  /** An L1 account with Ether and tokens for whoever tries the commands by hand. */
  async #fundUser(addresses: L1Addresses): Promise<L1Call[]> {
    const key = devnetKey(this.#options.seed, "user", 0);
    const address = addressOfKey(key);
    await writeSecretKeyFile(join(this.#dataDir, USER_KEY_FILE), key);
    await this.#giveEther(address);
    return (["token", "secondAsset"] as const).map((asset) =>
      l1Call(addresses, asset, "transfer", [address, USER_TOKENS]),
    );
  }

  async #plan(
    role: "full" | "proposer" | "prover",
    index: number,
    addresses: L1Addresses,
    own: Partial<ConfigurationInput>,
  ): Promise<NodePlan> {
    const name = role === "full" ? "full" : `${role}-${index + 1}`;
    const dataDir = join(this.#dataDir, name);
    const key = devnetKey(this.#options.seed, role, index);
    await writeSecretKeyFile(join(dataDir, "l1.key"), key);
    await this.#giveEther(addressOfKey(key));
    return {
      name,
      config: {
        name,
        dataDir,
        l1: {
          rpcUrl: this.#anvil!.rpcUrl,
          addresses: { ...addresses, deployedAt: String(addresses.deployedAt) },
        },
        gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(dataDir, "peer.key") },
        l1KeyFile: join(dataDir, "l1.key"),
        proofs: this.#options.proofs,
        ...own,
      },
    };
  }

  /** Starts a node's process and waits until it says that it has started. */
  async #startNode({ name, config }: NodePlan): Promise<Extract<TrellisEvent, { event: "started" }>> {
    const file = join(this.#dataDir, `${name}.json`);
    await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
    const started = Promise.withResolvers<Extract<TrellisEvent, { event: "started" }>>();
    const child = this.#spawn(
      name,
      ["node", "--config", file, "--events", "--until-stdin-closes"],
      (event) => {
        if (event.event === "started") started.resolve(event);
      },
    );
    const { signal } = this.#stopSignal;
    const onStop = (): void => started.reject(signal.reason);
    signal.addEventListener("abort", onStop);
    const tooLate = setTimeout(
      () =>
        started.reject(
          new TrellisError("TRL-CLI-011", `${name} does not start; see ${name}.log`, {
            complaint: child.complaint,
          }),
        ),
      STARTUP_MS,
    );
    void child
      .exited()
      .then(() =>
        started.reject(
          new TrellisError("TRL-CLI-012", `${name} ended while starting: ${child.complaint}`, { name }),
        ),
      );
    try {
      return await started.promise;
    } finally {
      clearTimeout(tooLate);
      signal.removeEventListener("abort", onStop);
    }
  }

  async #startLoad(rpcUrl: string): Promise<void> {
    const keyFiles: string[] = [];
    for (let i = 0; i < LOAD_ACCOUNTS; i++) {
      const path = join(this.#dataDir, "load", `account-${i}.key`);
      await writeSecretKeyFile(path, l2KeyBytes(l2Key(this.#options.seed, "load", i)));
      keyFiles.push(path);
    }
    const { rate, seed } = this.#options;
    const owner = addressOfKey(devnetKey(seed, "deployer", 0));
    const config: LoadConfigInput = { rpcUrl, keyFiles, owner, rate, seed, ...LOAD_MIX };
    const file = join(this.#dataDir, "load.json");
    await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
    this.#spawn("load", ["load", "--config", file, "--until-stdin-closes"], () => {});
  }

  #spawn(name: string, args: readonly string[], onEvent: (event: TrellisEvent) => void): ChildProcess {
    // Nothing may be started beside or after the end of everything.
    this.#check();
    const child = new ChildProcess(
      name,
      args,
      join(this.#dataDir, `${name}.log`),
      (event) => {
        onEvent(event);
        this.#model.onEvent(name, event);
        this.#reporter.event(name, event);
      },
      ({ code, signal }) => {
        // One actor's end is no end of the network: that blocks still come is what the protocol is for.
        this.#reporter.warn(
          `${name} ended (${signal ?? `code ${code}`}): ${child.complaint || "no message"}`,
        );
      },
    );
    this.#children.push(child);
    this.#reporter.event(name, { event: "process", pid: child.pid ?? 0 });
    return child;
  }

  async #follow(addresses: L1Addresses): Promise<void> {
    const { blocks } = this.#options;
    const first = Promise.withResolvers<void>();
    this.#follower = new L1Follower(
      new L1Client(this.#anvil!.rpcUrl, addresses),
      {
        onView: async (view) => {
          for (const height of this.#model.onView(view)) {
            this.#reporter.final(height);
          }
          if (blocks !== undefined && this.#model.heights.length >= blocks) this.#endAfterClaims();
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

  /** The last block's provers still claim their pay: the run ends when they have, or have had time to. */
  #endAfterClaims(): void {
    const { payments } = this.#model.heights.at(-1)!;
    if (payments.length >= nodeCount(this.#options.depth)) this.#finished.resolve();
    this.#claimsTimer ??= setTimeout(() => this.#finished.resolve(), CLAIMS_MS).unref();
  }

  async #takeDown(): Promise<void> {
    // Steps of the start that are still under way end at their next check.
    this.#stopSignal.abort(new TrellisError("TRL-CLI-002", "stopped"));
    clearTimeout(this.#claimsTimer);
    this.#reporter.stop();
    await Promise.all(this.#children.map((child) => child.stop()));
    await this.#prices?.stop();
    await this.#follower?.stop();
    await this.#anvil?.stop();
    if (this.#isTemporary) await rm(this.#dataDir, { recursive: true, force: true });
  }
}

const addressOfKey = (secretKey: Uint8Array): Hex => toHex(addressOf(publicKeyOf(secretKey)));
const l2KeyBytes = (secret: bigint): Uint8Array => toBytes(secret, 32);
