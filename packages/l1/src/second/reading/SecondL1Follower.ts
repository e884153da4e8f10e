import type { SecondCourtSettings, SecondSettings } from "@trellis/protocol/second";
import { BlockNotFoundError, type Hex } from "viem";
import { blockRanges } from "../../reading/blockRanges.ts";
import { decodeSecondEvents, type SecondEvent } from "../contracts/secondEvents.ts";
import type { SecondL1Client, SecondRanked, SecondStatus, StakeRules } from "./SecondL1Client.ts";

/** L1 as of one block. */
export interface SecondL1View {
  readonly block: { readonly number: bigint; readonly hash: Hex; readonly timestamp: bigint };
  /** Everything about the head and the rounds. */
  readonly status: SecondStatus;
  /** Commitments of the running round in order of arrival, then those of the round above it. */
  readonly ranking: readonly SecondRanked[];
  /** Events of all contracts since the last view, in order. Each says in which L1 block it is. */
  readonly events: readonly SecondEvent[];
  /**
   * Whether `events` start at the deployment again, so that everything from earlier views must be forgotten. It is set in the first
   * view, after a reorganisation of L1, and after a view that the handler failed to take.
   */
  readonly reset: boolean;
  /** Constants of the deployment. They are read once. */
  readonly settings: SecondSettings;
  readonly court: SecondCourtSettings;
  readonly stakes: StakeRules;
}

/**
 * Receives what a follower reads. The follower waits for `onView` before it reads the next view. If `onView` fails, the follower calls
 * `onError`, and the next view is a reset, because nobody knows how much of the failed view was applied.
 */
export interface SecondL1FollowerHandlers {
  onView(view: SecondL1View): Promise<void>;
  /** A view could not be read, or `onView` failed. The follower goes on. */
  onError(error: unknown): void;
}

/** Settings of a follower. */
export interface SecondL1FollowerInit {
  readonly pollMs: number;
  /** The most L1 blocks whose events are asked for in one request. */
  readonly maxBlockRange?: bigint;
}

const KEPT_HASHES = 128;

/** Follows L1 block by block: state of the rounds, events, reorganisations. */
export class SecondL1Follower {
  readonly #client: SecondL1Client;
  readonly #handlers: SecondL1FollowerHandlers;
  readonly #init: SecondL1FollowerInit;
  /** Hashes of the latest blocks, to notice a reorganisation. */
  readonly #hashes = new Map<bigint, Hex>();
  #last: bigint | undefined;
  readonly #stop = Promise.withResolvers<undefined>();
  #stopped = false;
  #wake: (() => void) | undefined;
  #loop: Promise<void> | undefined;

  constructor(client: SecondL1Client, handlers: SecondL1FollowerHandlers, init: SecondL1FollowerInit) {
    this.#client = client;
    this.#handlers = handlers;
    this.#init = init;
  }

  /** Starts to follow L1. The first view comes as soon as L1 answers. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Stops after the current view, without waiting for L1. A handler must not await it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stop.resolve(undefined);
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        // L1 may take long to answer. Stopping does not wait for it.
        const view = await Promise.race([this.#next(), this.#stop.promise]);
        if (view !== undefined && !this.#stopped) await this.#deliver(view);
      } catch (error) {
        if (!this.#stopped) this.#handlers.onError(error);
      }
      if (!this.#stopped) await this.#pause();
    }
  }

  async #deliver(view: SecondL1View): Promise<void> {
    try {
      await this.#handlers.onView(view);
    } catch (error) {
      this.#last = undefined;
      throw error;
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

  async #next(): Promise<SecondL1View | undefined> {
    const latest = await this.#client.ask("read the latest block", () =>
      this.#client.public.getBlock({ blockTag: "latest" }),
    );
    if (this.#last !== undefined && this.#hashes.get(latest.number) === latest.hash) return undefined;
    const reset = this.#last === undefined || (await this.#hasReorganised(latest.number));
    const from = reset ? this.#client.addresses.deployedAt : this.#last! + 1n;
    const [status, ranking, events, settings, court, stakes] = await Promise.all([
      this.#client.read("lens", "status", [], latest.number),
      this.#client.ranking(latest.number),
      this.#events(from, latest.number),
      this.#client.settings(),
      this.#client.courtSettings(),
      this.#client.stakeRules(),
    ]);
    // The answers belong together only if the block is still part of the chain.
    if ((await this.#hashOf(latest.number)) !== latest.hash) return undefined;
    if (reset) this.#hashes.clear();
    this.#hashes.set(latest.number - 1n, latest.parentHash);
    this.#hashes.set(latest.number, latest.hash);
    for (const known of this.#hashes.keys()) {
      if (known <= latest.number - BigInt(KEPT_HASHES)) this.#hashes.delete(known);
    }
    this.#last = latest.number;
    return {
      block: { number: latest.number, hash: latest.hash, timestamp: latest.timestamp },
      status,
      ranking,
      events,
      reset,
      settings,
      court,
      stakes,
    };
  }

  async #hasReorganised(latest: bigint): Promise<boolean> {
    const last = this.#last!;
    return latest < last || (await this.#hashOf(last)) !== this.#hashes.get(last);
  }

  /** Returns the hash of the block with this number, or undefined if the chain has none (any more). */
  #hashOf(blockNumber: bigint): Promise<Hex | undefined> {
    return this.#client.ask("read a block", async () => {
      try {
        return (await this.#client.public.getBlock({ blockNumber })).hash;
      } catch (error) {
        if (error instanceof BlockNotFoundError) return undefined;
        throw error;
      }
    });
  }

  async #events(from: bigint, to: bigint): Promise<SecondEvent[]> {
    const { auction, rollup, rewards, bridge, registry, court } = this.#client.addresses;
    const address = [auction, rollup, rewards, bridge, registry, court];
    const events: SecondEvent[] = [];
    for (const range of blockRanges(from, to, this.#init.maxBlockRange)) {
      const logs = await this.#client.ask("read events", () =>
        this.#client.public.getLogs({ address, ...range }),
      );
      for (const event of decodeSecondEvents(logs)) events.push(event);
    }
    return events;
  }
}
