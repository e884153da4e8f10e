import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, createTestClient, type Hex, http } from "viem";
import { writeDeploymentFile } from "../../packages/cli/src/shell/network/DeploymentFile.ts";
import { Anvil, DEVELOPMENT_CHAIN_ID } from "../../packages/l1/src/anvil/Anvil.ts";
import type { ContractAddresses } from "../../packages/l1/src/contracts/ContractAddresses.ts";
import { deployContracts } from "../../packages/l1/src/contracts/deployContracts.ts";
import type { L1Event } from "../../packages/l1/src/contracts/l1Events.ts";
import { L1Client } from "../../packages/l1/src/reading/L1Client.ts";
import { L1Follower } from "../../packages/l1/src/reading/L1Follower.ts";
import { l1Call } from "../../packages/l1/src/sending/L1Call.ts";
import { L1Sender } from "../../packages/l1/src/sending/L1Sender.ts";
import { l1Calls } from "../../packages/l1/src/sending/l1Calls.ts";
import { LocalSigner } from "../../packages/l1/src/signing/LocalSigner.ts";
import { State } from "../../packages/ledger/src/state/State.ts";
import type { ConfigurationInput } from "../../packages/node/src/config/Configuration.ts";
import { writeSecretKeyFile } from "../../packages/node/src/disk/secretKeyFile.ts";
import { addressOf } from "../../packages/protocol/src/encoding/addressOf.ts";
import { fromHex, toHex } from "../../packages/protocol/src/encoding/bytes.ts";
import { signJoin } from "../../packages/protocol/src/keys/joinSignature.ts";
import { publicKeyOf } from "../../packages/protocol/src/keys/secp256k1.ts";
import { PRESETS } from "../../packages/protocol/src/settings/presets.ts";
import type { CourtSettings, RollupSettings } from "../../packages/protocol/src/settings/settings.ts";
import {
  SIMULATED_SIGNER,
  SIMULATED_VK_SET_HASH,
} from "../../packages/prover/src/systems/SimulatedProofs.ts";
import { scenarioKey } from "./scenarioKey.ts";
import { type TrellisEvent, TrellisRun } from "./TrellisRun.ts";

export const TOKEN = 10n ** 18n;
/** Stake of a seat, and what proposers deposit, wei. */
export const STAKE = 100n * TOKEN;
export const DEPOSIT = 1_000n * TOKEN;
export const SUPPLY = 1_000_000n * TOKEN;

/** A party of a scenario: a process with an L1 key of its own, paid at its address. */
export interface Party {
  readonly name: string;
  /** Seats by number, in the order of the network's parties. */
  readonly seats?: readonly number[];
  /** What it gets to begin with, wei. One party of a network, which pays all messages, may get some. */
  readonly tokens?: bigint;
  readonly config?: Partial<Omit<ConfigurationInput, "prover">> & {
    readonly prover?: Partial<NonNullable<ConfigurationInput["prover"]>>;
  };
}

export interface ScenarioInit {
  readonly parties: readonly Party[];
  readonly settings?: Partial<RollupSettings>;
  readonly court?: Partial<CourtSettings>;
}

/** What happened, in the order in which it was heard: an event of L1, or of a party's process. */
export type ScenarioEvent =
  | { readonly from: "L1"; readonly l1: L1Event }
  | { readonly from: string; readonly node: TrellisEvent };

/** A network of separate processes over real contracts and gossip, with simulated proofs and quick windows. */
export class ScenarioNetwork {
  readonly settings: RollupSettings;
  readonly court: CourtSettings;
  readonly events: ScenarioEvent[] = [];
  readonly runs = new Map<string, TrellisRun>();
  readonly addressOf = new Map<string, Hex>();
  readonly #init: ScenarioInit;
  readonly #anvil = new Anvil({ blockSeconds: 1 });
  readonly #waiting = new Set<() => void>();
  #folder = "";
  #addresses: ContractAddresses | undefined;
  #follower: L1Follower | undefined;

  private constructor(init: ScenarioInit) {
    this.#init = init;
    this.settings = {
      ...PRESETS.devnet.settings,
      proposalWindow: 6,
      proofWindow: 14,
      uncleWindow: 5,
      ...init.settings,
    };
    const court = { ...PRESETS.quick.court, ...init.court };
    this.court = { ...court, contestWindow: Math.max(court.contestWindow, this.settings.proofWindow) };
    for (const { name } of init.parties) this.addressOf.set(name, addressOfKey(scenarioKey(name)));
  }

  /** Starts L1 and all parties. Whatever comes of it, {@link stop} is to be called. */
  static async start(
    t: { after(end: () => Promise<void>): void },
    init: ScenarioInit,
  ): Promise<ScenarioNetwork> {
    const network = new ScenarioNetwork(init);
    t.after(() => network.stop());
    await network.#start();
    return network;
  }

  get addresses(): ContractAddresses {
    return this.#addresses!;
  }

  get l1(): L1Client {
    return new L1Client(this.#anvil.rpcUrl, this.addresses);
  }

  get rpcUrl(): string {
    return this.#anvil.rpcUrl;
  }

  /** The party that has got tokens, and how many. */
  get user(): { readonly address: Hex; readonly tokens: bigint } | undefined {
    const found = this.#init.parties.find(({ tokens }) => tokens !== undefined);
    return found && { address: this.addressOf.get(found.name)!, tokens: found.tokens! };
  }

  /** File of a party's L1 key. */
  keyFileOf(name: string): string {
    return join(this.#folder, name, "l1.key");
  }

  /** Writes the file by which commands find the contracts. @returns its path */
  async writeDeployment(): Promise<string> {
    const path = join(this.#folder, "deployment.json");
    await writeDeploymentFile(path, { chainId: DEVELOPMENT_CHAIN_ID, addresses: this.addresses });
    return path;
  }

  /** Events of L1 of one name so far. */
  onL1<Name extends L1Event["eventName"]>(name: Name): Extract<L1Event, { eventName: Name }>["args"][] {
    return this.events.flatMap((event) =>
      "l1" in event && event.l1.eventName === name ? [event.l1.args as never] : [],
    );
  }

  /** Resolves when `holds`, which is asked at every event. @throws what a party that has ended complained of. */
  async until(holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (holds()) resolve();
    };
    this.#waiting.add(check);
    check();
    const ends = [...this.runs].map(async ([name, run]) => {
      throw new Error(`${name} has ended: ${await run.ended()} ${run.stderr}`);
    });
    try {
      await Promise.race([promise, ...ends]);
    } finally {
      this.#waiting.delete(check);
      for (const end of ends) end.catch(() => {});
    }
  }

  /** Lets seconds pass on L1, at once. */
  async skip(seconds: number): Promise<void> {
    const test = createTestClient({ mode: "anvil", transport: http(this.#anvil.rpcUrl) });
    await test.increaseTime({ seconds });
  }

  /** Ends a party's process at once. */
  async kill(name: string): Promise<void> {
    const run = this.runs.get(name)!;
    this.runs.delete(name);
    await run.kill();
  }

  /** Starts a party's process again, from what it has left on disk. */
  async restart(name: string): Promise<void> {
    await this.#run(name);
  }

  async stop(): Promise<void> {
    for (const run of this.runs.values()) run.signal("SIGTERM");
    await this.#follower?.stop();
    await Promise.all([...this.runs.values()].map((run) => run.ended()));
    await this.#anvil.stop();
    if (this.#folder !== "") await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), "trellis-scenario-"));
    await this.#anvil.start();
    await this.#deploy();
    this.#follower = new L1Follower(
      this.l1,
      {
        onView: async ({ events, reset }) => {
          // L1 tells all of it again.
          if (reset)
            this.events.splice(0, this.events.length, ...this.events.filter((event) => "node" in event));
          for (const l1 of events) this.events.push({ from: "L1", l1 });
          for (const check of this.#waiting) check();
        },
        onError: () => {},
      },
      { pollMs: 250 },
    );
    this.#follower.start();
    const isProposer = ({ config }: Party): boolean => config?.proposer !== undefined;
    const [first, ...others] = this.#init.parties.toSorted(
      (a, b) => Number(isProposer(a)) - Number(isProposer(b)),
    );
    await this.#write(first!, []);
    const { addresses } = await this.#run(first!.name);
    for (const party of others) await this.#write(party, [(addresses as string[])[0]!]);
    // Proposers last: all provers are there to vote in the first round.
    await Promise.all(others.filter((party) => !isProposer(party)).map(({ name }) => this.#run(name)));
    await Promise.all(others.filter(isProposer).map(({ name }) => this.#run(name)));
  }

  async #deploy(): Promise<void> {
    const { rpcUrl } = this.#anvil;
    const client = createPublicClient({ transport: http(rpcUrl) });
    const test = createTestClient({ mode: "anvil", transport: http(rpcUrl) });
    const deployer = new L1Sender(client, new LocalSigner(scenarioKey("deployer")));
    for (const address of [deployer.address, ...this.addressOf.values()]) {
      await test.setBalance({ address, value: 1_000n * TOKEN });
    }
    const addresses = await deployContracts(deployer, {
      preset: { settings: this.settings, court: this.court },
      verifier: { kind: "development", signer: toHex(SIMULATED_SIGNER) },
      stake: STAKE,
      initialSupply: SUPPLY,
      vkSetHash: SIMULATED_VK_SET_HASH,
      genesisStateRoot: State.empty().root(),
    });
    const calls = [l1Call(addresses, "token", "approve", [addresses.vault, 2n ** 255n])];
    for (const { name, config, tokens, seats = [] } of this.#init.parties) {
      const own = this.addressOf.get(name)!;
      if (config?.proposer !== undefined)
        calls.push(l1Call(addresses, "auction", "depositBalance", [own, DEPOSIT]));
      if (tokens !== undefined) calls.push(l1Call(addresses, "token", "transfer", [own, tokens]));
      for (const seat of seats) {
        const key = scenarioKey(`seat ${seat}`);
        const registry = fromHex(addresses.registry);
        const agreed = { chainId: BigInt(DEVELOPMENT_CHAIN_ID), registry, payout: fromHex(own) };
        calls.push(l1Calls.join(addresses, publicKeyOf(key), own, signJoin(agreed, key)));
      }
    }
    await deployer.sendAll(calls, 1_500_000n);
    this.#addresses = addresses;
  }

  async #write({ name, seats, config = {} }: Party, bootstrap: string[]): Promise<void> {
    const dataDir = join(this.#folder, name);
    await writeSecretKeyFile(join(dataDir, "l1.key"), scenarioKey(name));
    const seatKeyFiles: string[] = [];
    for (const seat of seats ?? []) {
      const file = join(dataDir, `seat-${seat}.key`);
      await writeSecretKeyFile(file, scenarioKey(`seat ${seat}`));
      seatKeyFiles.push(file);
    }
    const { prover, ...own } = config;
    const input: ConfigurationInput = {
      name,
      dataDir,
      l1: {
        rpcUrl: this.#anvil.rpcUrl,
        addresses: { ...this.addresses, deployedAt: String(this.addresses.deployedAt) },
      },
      gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], bootstrap, peerKeyFile: join(dataDir, "peer.key") },
      l1KeyFile: join(dataDir, "l1.key"),
      proofs: "simulated",
      // A token is worth an Ether: whatever is owed is worth its gas (M7).
      duties: { tokenPrice: String(TOKEN) },
      ...own,
    };
    const proving: Partial<ConfigurationInput> =
      seats === undefined
        ? {}
        : {
            prover: {
              seatKeyFiles,
              capacity: 3,
              maxJobs: 8,
              simulatedMs: 50,
              ...prover,
            },
          };
    await writeFile(join(this.#folder, `${name}.json`), JSON.stringify({ ...input, ...proving }), {
      mode: 0o600,
    });
  }

  async #run(name: string): Promise<TrellisEvent> {
    const run = new TrellisRun(["node", "--config", join(this.#folder, `${name}.json`), "--events"]);
    this.runs.set(name, run);
    run.onEvent = (node) => {
      this.events.push({ from: name, node });
      for (const check of this.#waiting) check();
    };
    const started = await run.waitFor(({ event }) => event === "started");
    await this.#keepAddress(name, (started.addresses as string[])[0]!);
    return started;
  }

  /** A party that is started again listens where it did, so that others find it. */
  async #keepAddress(name: string, address: string): Promise<void> {
    const path = join(this.#folder, `${name}.json`);
    const config = JSON.parse(await readFile(path, "utf8")) as ConfigurationInput;
    const listen = [address.replace(/\/p2p\/.*$/, "")];
    await writeFile(path, JSON.stringify({ ...config, gossip: { ...config.gossip, listen } }));
  }
}

const addressOfKey = (key: Uint8Array): Hex => toHex(addressOf(publicKeyOf(key)));

/** What a token says as of an L1 block. */
export async function tokenAt(network: ScenarioNetwork, blockNumber: bigint) {
  const { l1 } = network;
  return {
    supply: () => l1.read("token", "totalSupply", [], blockNumber),
    of: (owner: Hex) => l1.read("token", "balanceOf", [owner], blockNumber),
  };
}
