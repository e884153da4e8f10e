import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  type ContractAddresses,
  DEVELOPMENT_CHAIN_ID,
  type L1Call,
  type L1Sender,
  l1Call,
  l1Calls,
} from "@trellis/l1";
import { publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import { type ConfigurationInput, writeSecretKeyFile } from "@trellis/node";
import { addressOf, fromHex, nodeCount, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { l2Key } from "../../load/l2Key.ts";
import type { DevnetPlace } from "./deployDevnet.ts";
import { devnetKey } from "./devnetKey.ts";
import { giveEther } from "./giveEther.ts";
import { loadAccounts } from "./prepareLoad.ts";

const TOKEN = 10n ** 18n;
/** Seats of simulated networks that share a process, so that many fit a small machine. */
const SIMULATED_SEATS_PER_PROCESS = 8;
/** Simulated proofs at the same time, at least. Each seat stands for a machine, or a process would vote and claim for few of its seats. */
const SIMULATED_JOBS = 16;
/** Amount of each asset that every load account has. */
const LOAD_TOKENS = 10_000n * TOKEN;
/** Amount of each asset in the pool at first. The load's swaps move its price by some percent. */
const POOL_TOKENS = 10_000n * TOKEN;
/** Amount of each asset that a trading proposer has. */
const TRADING_TOKENS = 5_000n * TOKEN;
/** File in the data folder for the other commands: a funded L1 account's key. */
const USER_KEY_FILE = "user.key";
const USER_TOKENS = 100_000n * TOKEN;
/** R10: what a message of the setup may burn at most. */
const MAX_MESSAGE_FEE = TOKEN;
const SETUP_GAS = 1_500_000n;
/** Of a proposer that does not trade: it outbids one that does where there is little to gain from trade, so that both win at times. */
const PLAIN_BID_FRACTION = 0.68;

/** One actor's process: its name and its configuration. */
export interface NodePlan {
  readonly name: string;
  readonly config: ConfigurationInput;
}

/** Prepares a devnet's actors: keys, stakes, funds, and the configuration of each node's process. */
export class ActorSetup {
  readonly #place: DevnetPlace;
  readonly #addresses: ContractAddresses;
  readonly #pricePath: string;
  readonly #calls: L1Call[] = [];

  /** @param pricePath - where proposers that trade read the reference price. */
  constructor(place: DevnetPlace, addresses: ContractAddresses, pricePath: string) {
    this.#place = place;
    this.#addresses = addresses;
    this.#pricePath = pricePath;
  }

  /**
   * Writes keys into files, funds L1 accounts, stakes seats, makes first deposits.
   * @returns the nodes' plans, the full node's first.
   */
  async prepare(deployer: L1Sender): Promise<NodePlan[]> {
    const addresses = this.#addresses;
    this.#calls.push(
      l1Call(addresses, "token", "approve", [addresses.vault, 2n ** 255n]),
      l1Call(addresses, "secondAsset", "approve", [addresses.vault, 2n ** 255n]),
    );
    const plans = [
      await this.#plan("full", 0, { rpc: { port: 0 }, index: { listen: { port: 0 } } }),
      ...(await this.#proposers()),
      ...(await this.#provers()),
    ];
    this.#fundL2(deployer.address);
    await this.#fundUser();
    await deployer.sendAll(this.#calls, SETUP_GAS);
    return plans;
  }

  /** Every second proposer trades. */
  async #proposers(): Promise<NodePlan[]> {
    const { seed, proposers, depth, queue } = this.#place.options;
    const plans: NodePlan[] = [];
    for (let i = 0; i < proposers; i++) {
      const key = devnetKey(seed, "proposer", i);
      this.#calls.push(
        l1Call(this.#addresses, "auction", "depositBalance", [addressOfKey(key), 10_000n * TOKEN]),
      );
      plans.push(
        await this.#plan("proposer", i, {
          proposer:
            i % 2 === 0
              ? { depth, proverShareBps: 6_000, bidFraction: PLAIN_BID_FRACTION, queue }
              : await this.#tradingProposer(i),
        }),
      );
    }
    return plans;
  }

  async #provers(): Promise<NodePlan[]> {
    const { seed, provers, depth, proofs, keepWitnesses, simulatedMs } = this.#place.options;
    if (keepWitnesses !== undefined) await mkdir(keepWitnesses, { recursive: true, mode: 0o700 });
    const addresses = this.#addresses;
    const expectedSeconds = this.#place.provingSeconds;
    const plans: NodePlan[] = [];
    const perProcess =
      proofs === "simulated" && provers > SIMULATED_SEATS_PER_PROCESS
        ? Math.max(this.#place.options.seatsPerProcess, SIMULATED_SEATS_PER_PROCESS)
        : this.#place.options.seatsPerProcess;
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
        this.#calls.push(l1Calls.join(addresses, publicKeyOf(key), payout, signJoin(agreed, key)));
        const file = join(this.#place.dataDir, `prover-${i + 1}`, `seat-${seat}.key`);
        await writeSecretKeyFile(file, key);
        seatKeyFiles.push(file);
      }
      plans.push(
        await this.#plan("prover", i, {
          prover: {
            seatKeyFiles,
            capacity,
            ...(expectedSeconds === undefined ? {} : { expectedSeconds }),
            maxJobs: proofs === "real" ? 1 : Math.max(SIMULATED_JOBS, seats.length),
            ...(proofs === "real" ? { machineLock: join(this.#place.dataDir, "proving.lock") } : {}),
            ...(keepWitnesses === undefined ? {} : { keepWitnesses: resolve(keepWitnesses) }),
            ...(proofs === "real" ? {} : { simulatedMs }),
          },
        }),
      );
    }
    return plans;
  }

  /**
   * Tokens for the load's accounts, for proposers that trade, and for the pool.
   * @param owner - on L1, of the load's accounts.
   */
  #fundL2(owner: Hex): void {
    const { seed, proposers } = this.#place.options;
    const addresses = this.#addresses;
    const calls = this.#calls;
    const accounts = loadAccounts(this.#place.options);
    for (let i = 0; i < accounts; i++) {
      const key = l2PublicKeyOf(l2Key(seed, "load", i));
      for (const asset of [0, 1] as const) {
        calls.push(l1Calls.deposit(addresses, asset, key, owner, LOAD_TOKENS, MAX_MESSAGE_FEE));
      }
    }
    for (const asset of [0, 1] as const) {
      for (let i = 1; i < proposers; i += 2) {
        const key = l2PublicKeyOf(l2Key(seed, "builder", i));
        const trader = addressOfKey(devnetKey(seed, "proposer", i));
        calls.push(l1Calls.deposit(addresses, asset, key, trader, TRADING_TOKENS, MAX_MESSAGE_FEE));
      }
      calls.push(l1Call(addresses, "bridge", "seedPool", [asset, POOL_TOKENS, MAX_MESSAGE_FEE]));
    }
  }

  /** A proposer that trades behind users' swaps. It raises the provers' part with its gain from that. */
  async #tradingProposer(index: number): Promise<ConfigurationInput["proposer"]> {
    const { seed, depth, queue } = this.#place.options;
    const l2KeyFile = join(this.#place.dataDir, `proposer-${index + 1}`, "l2.key");
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

  /** An L1 account with Ether and tokens, to try the commands by hand. */
  async #fundUser(): Promise<void> {
    const key = devnetKey(this.#place.options.seed, "user", 0);
    const address = addressOfKey(key);
    await writeSecretKeyFile(join(this.#place.dataDir, USER_KEY_FILE), key);
    await giveEther(this.#place.rpcUrl, address);
    for (const asset of ["token", "secondAsset"] as const) {
      this.#calls.push(l1Call(this.#addresses, asset, "transfer", [address, USER_TOKENS]));
    }
  }

  async #plan(
    role: "full" | "proposer" | "prover",
    index: number,
    own: Partial<ConfigurationInput>,
  ): Promise<NodePlan> {
    const name = role === "full" ? "full" : `${role}-${index + 1}`;
    const dataDir = join(this.#place.dataDir, name);
    const key = devnetKey(this.#place.options.seed, role, index);
    await writeSecretKeyFile(join(dataDir, "l1.key"), key);
    await giveEther(this.#place.rpcUrl, addressOfKey(key));
    return {
      name,
      config: {
        name,
        dataDir,
        l1: {
          rpcUrl: this.#place.rpcUrl,
          addresses: { ...this.#addresses, deployedAt: String(this.#addresses.deployedAt) },
        },
        gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(dataDir, "peer.key") },
        l1KeyFile: join(dataDir, "l1.key"),
        proofs: this.#place.options.proofs,
        ...own,
      },
    };
  }
}

const addressOfKey = (secretKey: Uint8Array): Hex => toHex(addressOf(publicKeyOf(secretKey)));
const l2KeyBytes = (secret: bigint): Uint8Array => toBytes(secret, 32);
