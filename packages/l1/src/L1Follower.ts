import { type Hex, type Log, parseEventLogs } from "viem";
import { abi as registryAbi } from "./generated/ProverRegistry.ts";
import { abi as rollupAbi } from "./generated/Rollup.ts";
import type { L1Client, RankedCommitment, RollupStatus } from "./L1Client.ts";

const eventsAbi = [...rollupAbi, ...registryAbi].filter((item) => item.type === "event");

/** An event of the rollup or the registry, decoded. */
export type L1Event = ReturnType<typeof decode>[number];

/** L1 as of one block. */
export interface L1View {
  readonly block: { readonly number: bigint; readonly hash: Hex; readonly timestamp: bigint };
  readonly status: RollupStatus;
  /** Commitments of the running round in order of arrival. */
  readonly ranking: readonly RankedCommitment[];
  /** Events since the last view, in order. */
  readonly events: readonly L1Event[];
  /** Set where L1 has reorganised (or this is the first view): `events` start at the deployment again, forget what you had. */
  readonly reset: boolean;
}

/** What a follower tells. Handlers are awaited: the next view comes when this one is dealt with. */
export interface L1FollowerHandlers {
  onView(view: L1View): Promise<void>;
  /** A failure to read; the follower goes on. */
  onError(error: unknown): void;
}

/** Settings of a follower. */
export interface L1FollowerInit {
  readonly pollMs: number;
  /** Most L1 blocks whose events are asked for at once. */
  readonly maxBlockRange?: bigint;
}

const KEPT_HASHES = 128;

/** Follows L1 block by block: state of the round, events, reorganisations. */
export class L1Follower {
  readonly #client: L1Client;
  readonly #handlers: L1FollowerHandlers;
  readonly #init: L1FollowerInit;
  /** Hashes of the blocks seen last, to notice a reorganisation. */
  readonly #hashes = new Map<bigint, Hex>();
  #last: bigint | undefined;
  #stopped = false;
  #wake: (() => void) | undefined;
  #loop: Promise<void> | undefined;

  constructor(client: L1Client, handlers: L1FollowerHandlers, init: L1FollowerInit) {
    this.#client = client;
    this.#handlers = handlers;
    this.#init = init;
  }

  /** Begins to follow; the first view comes as soon as L1 answers. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Stops after the view at hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const view = await this.#next();
        if (view !== undefined && !this.#stopped) await this.#handlers.onView(view);
      } catch (error) {
        if (!this.#stopped) this.#handlers.onError(error);
      }
      if (!this.#stopped) await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#init.pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #next(): Promise<L1View | undefined> {
    const latest = await this.#client.public.getBlock({ blockTag: "latest" });
    if (this.#last !== undefined && this.#hashes.get(latest.number) === latest.hash) return undefined;
    const reset = this.#last === undefined || (await this.#hasReorganised(latest.number));
    const from = reset ? this.#client.addresses.deployedAt : this.#last! + 1n;
    const [status, ranking, logs] = await Promise.all([
      this.#client.status(latest.number),
      this.#client.ranking(latest.number),
      this.#logs(from, latest.number),
    ]);
    // The three answers belong together only if the block is still the chain's.
    const again = await this.#client.public.getBlock({ blockNumber: latest.number });
    if (again.hash !== latest.hash) return undefined;
    if (reset) this.#hashes.clear();
    this.#hashes.set(latest.number, latest.hash);
    for (const known of this.#hashes.keys()) {
      if (known <= latest.number - BigInt(KEPT_HASHES)) this.#hashes.delete(known);
    }
    this.#last = latest.number;
    return {
      block: { number: latest.number, hash: latest.hash, timestamp: latest.timestamp },
      status,
      ranking,
      events: decode(logs),
      reset,
    };
  }

  async #hasReorganised(latest: bigint): Promise<boolean> {
    const last = this.#last!;
    if (latest < last) return true;
    const block = await this.#client.public.getBlock({ blockNumber: last });
    return block.hash !== this.#hashes.get(last);
  }

  async #logs(from: bigint, to: bigint): Promise<Log[]> {
    const { rollup, registry } = this.#client.addresses;
    const range = this.#init.maxBlockRange ?? 2_000n;
    const logs: Log[] = [];
    for (let start = from; start <= to; start += range) {
      const end = start + range - 1n;
      logs.push(
        ...(await this.#client.public.getLogs({
          address: [rollup, registry],
          fromBlock: start,
          toBlock: end < to ? end : to,
        })),
      );
    }
    return logs;
  }
}

function decode(logs: readonly Log[]) {
  return parseEventLogs({ abi: eventsAbi, logs: [...logs], strict: true });
}
