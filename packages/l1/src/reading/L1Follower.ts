import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import { TrellisError } from "@trellis/protocol";
import { type Abi, encodeEventTopics, type Hex, type Log } from "viem";
import type { ContractAddresses } from "../contracts/ContractAddresses.ts";
import { CONTRACT_ABIS } from "../contracts/contractAbis.ts";
import { decodeL1Events, type L1Event } from "../contracts/l1Events.ts";
import { FAULTS, providerFault } from "../providers/providerFault.ts";
import type { LogSource } from "./bloom.ts";
import { type BlockPlace, KnownBlocks } from "./KnownBlocks.ts";
import type { L1Client, RankedCommitment, RollupStatus, StakeRules } from "./L1Client.ts";
import { Lag } from "./Lag.ts";
import { type BlockHeader, type LogPlace, LogReader } from "./LogReader.ts";

/** L1 as of one block. */
export interface L1View {
  readonly block: { readonly number: bigint; readonly hash: Hex; readonly timestamp: bigint };
  /** Everything about the head and the rounds. */
  readonly status: RollupStatus;
  /** Commitments of the running round in order of arrival, then those of the round above it. */
  readonly ranking: readonly RankedCommitment[];
  /** Events of all contracts since the last view, in order. Each says in which L1 block it is. */
  readonly events: readonly L1Event[];
  /**
   * Whether `events` start at the deployment again, so that everything from earlier views must be forgotten. It is set in the first
   * view unless the follower goes on from a block, after a reorganisation of L1 unless the handler goes back, and after a view that the handler
   * failed to take.
   */
  readonly reset: boolean;
  /**
   * Set after a reorganisation if the handler can go back: the block of an earlier view. What came of later views must be forgotten; `events` are
   * those since that block.
   */
  readonly back?: BlockPlace | undefined;
  /** Constants of the deployment. They are read once. */
  readonly settings: RollupSettings;
  readonly court: CourtSettings;
  readonly stakes: StakeRules;
}

/**
 * Receives what a follower reads. The follower waits for `onView` before it reads the next view. If `onView` fails, the follower calls
 * `onError`, and the next view is a reset, because nobody knows how much of the failed view was applied.
 */
export interface L1FollowerHandlers {
  onView(view: L1View): Promise<void>;
  /**
   * Asked when L1 has left the chain that was followed, perhaps several times: a block of an earlier view that L1 still has, to which the handler
   * can go back; undefined if there is none. Without it, the next view is a reset.
   */
  heldBlock?(): Promise<BlockPlace | undefined>;
  /** A view could not be read, or `onView` failed. The follower goes on. */
  onError(error: unknown): void;
}

/** Settings of a follower. */
export interface L1FollowerInit {
  readonly pollMs: number;
  /** The most L1 blocks whose events are asked for in one request; by default what the provider gives. */
  readonly maxBlockRange?: bigint;
  /** Milliseconds before the first question; none by default. */
  readonly delayMs?: number;
  /**
   * The block whose view the handler has already: the first view goes on from it. If L1 has left it, the first view is a reset. By default
   * it starts at the deployment.
   */
  readonly from?: BlockPlace | undefined;
  /** Milliseconds; the system's by default. */
  readonly clock?: () => number;
}

/** A head that stays behind what is known for so long is reported. Milliseconds. */
const LATE_MS = 60_000;
/** The longest pause after failures in a row. Milliseconds. */
const MAX_PAUSE_MS = 30_000;
/** Whose events a view has. */
const SOURCES = ["auction", "rollup", "rewards", "bridge", "registry", "court"] as const;

/**
 * Follows L1 block by block: state of the rounds, events, reorganisations. Each view is of one block, whose logs are complete. What is
 * known never goes back, unless L1 has left the chain that it was read from.
 */
export class L1Follower {
  readonly #client: L1Client;
  readonly #handlers: L1FollowerHandlers;
  readonly #init: L1FollowerInit;
  readonly #clock: () => number;
  readonly #logs: LogReader;
  readonly #sources: readonly LogSource[];
  readonly #known = new KnownBlocks();
  readonly #lag = new Lag();
  /** Since when L1 shows less than what is known. */
  #lateSince: number | undefined;
  #failures = 0;
  #stopped = false;
  /** Ends the present wait for L1. */
  #leave: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #hasView = false;
  #loop: Promise<void> | undefined;

  constructor(client: L1Client, handlers: L1FollowerHandlers, init: L1FollowerInit) {
    this.#client = client;
    this.#handlers = handlers;
    this.#init = init;
    this.#clock = init.clock ?? Date.now;
    this.#logs = new LogReader(client.public, init.maxBlockRange);
    this.#sources = logSources(client.addresses);
    if (init.from !== undefined) this.#known.resume(init.from);
  }

  /** Starts to follow L1. The first view comes as soon as L1 answers. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Stops after the current view, without waiting for L1. A handler must not await it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#leave?.();
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    await this.#pause(this.#init.delayMs ?? 0);
    while (!this.#stopped) {
      try {
        const view = await this.#unlessStopped(this.#next());
        if (view !== undefined && !this.#stopped) await this.#deliver(view);
        this.#failures = 0;
      } catch (error) {
        if (!this.#stopped) this.#onFailure(error);
      }
      const pause = this.#init.pollMs * 2 ** Math.min(this.#failures, 20);
      await this.#pause(Math.max(this.#init.pollMs, Math.min(pause, MAX_PAUSE_MS)));
    }
  }

  /**
   * Waits for L1, which may take long to answer: stopping does not wait for it. Each wait has a promise of its own. A race keeps its outcome
   * for as long as any of its promises is kept, so one promise for all waits would keep all views.
   */
  async #unlessStopped<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
    const stopped = Promise.withResolvers<undefined>();
    this.#leave = () => stopped.resolve(undefined);
    if (this.#stopped) this.#leave();
    return Promise.race([answer, stopped.promise]);
  }

  async #deliver(view: L1View): Promise<void> {
    try {
      await this.#handlers.onView(view);
    } catch (error) {
      this.#known.clear();
      throw error;
    }
  }

  #onFailure(error: unknown): void {
    const fault = providerFault(error);
    // Part of L1's backends lag: nothing is wrong unless it lasts.
    if (fault === "behind" && !this.#isLate()) return;
    // The connection makes growing pauses for these itself.
    if (fault !== "unreachable" && fault !== "throttled" && fault !== "behind") this.#failures++;
    this.#handlers.onError(error);
  }

  /** Whether L1 shows less than what is known for too long. True once a while. */
  #isLate(): boolean {
    const now = this.#clock();
    this.#lateSince ??= now;
    if (now < this.#lateSince + LATE_MS) return false;
    this.#lateSince = now;
    return true;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#stopped || ms === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #next(): Promise<L1View | undefined> {
    const head = await this.#client.head("read the latest block");
    const { last } = this.#known;
    const verdict = this.#known.judge(head);
    if (verdict === "known" && last !== undefined) {
      // The state of L1 is news even if the handler knows all its events.
      if (!this.#hasView && head.hash === last.hash) return this.#view([head], last);
      if (head.number < last.number && this.#isLate()) throw lateHead(head.number, last.number);
      if (head.number === last.number) this.#lateSince = undefined;
      return undefined;
    }
    if (verdict === "rival" && !this.#known.believesRival()) return undefined;
    let after = last;
    let blocks = last === undefined || verdict === "rival" ? [] : await this.#lateAfter(last, head);
    const isFork = last !== undefined && blocks.length === 0;
    if (isFork) after = await this.#handlers.heldBlock?.();
    if (last === undefined || isFork) blocks = await this.#lateAfter(after, head);
    // L1 has moved on to another branch meanwhile.
    if (blocks.length === 0) return undefined;
    // Where logs are known to lag, the view is of a block that has them.
    const complete = blocks.slice(0, blocks.length - this.#lag.blocks);
    if (complete.length === 0) {
      this.#lag.passed();
      return undefined;
    }
    try {
      const view = await this.#view(complete, after, isFork);
      this.#lag.passed();
      this.#lateSince = undefined;
      return view;
    } catch (error) {
      if (providerFault(error) === "behind") this.#lag.late();
      throw error;
    }
  }

  /**
   * @param late - the latest blocks; the view is of the last.
   * @param after - the block after which its events begin; undefined: the deployment.
   * @param isFork - whether what is known of later blocks is void.
   */
  async #view(late: readonly BlockHeader[], after: BlockPlace | undefined, isFork = false): Promise<L1View> {
    const { number, hash, timestamp } = late.at(-1)!;
    const reset = after === undefined;
    const from = reset ? this.#client.addresses.deployedAt : after.number + 1n;
    const [events, status, ranking, settings, court, stakes] = await Promise.all([
      from > number ? [] : this.#events(from, late),
      this.#client.read("lens", "status", [], hash),
      this.#client.ranking(hash),
      this.#client.settings(),
      this.#client.courtSettings(),
      this.#client.stakeRules(),
    ]);
    if (reset || isFork) this.#known.clear();
    this.#known.add(late);
    this.#hasView = true;
    const back = isFork ? after : undefined;
    const block = { number, hash, timestamp };
    return { block, status, ranking, events, reset, back, settings, court, stakes };
  }

  /** The latest blocks after one, up to `head`. None if L1 has left it. */
  async #lateAfter(after: BlockPlace | undefined, head: BlockHeader): Promise<BlockHeader[]> {
    if (after === undefined) return this.#late(this.#client.addresses.deployedAt, head);
    if (after.number >= head.number) return [];
    const late = await this.#late(after.number + 1n, head);
    return (await this.#isOnTop(late[0]!, after)) ? late : [];
  }

  #late(from: bigint, head: BlockHeader): Promise<BlockHeader[]> {
    return this.#client.ask("read blocks", () => this.#logs.late(from, head));
  }

  /** Whether a block is above the highest known one, on the same chain. */
  async #isOnTop({ number, parentHash }: BlockHeader, last: BlockPlace): Promise<boolean> {
    if (number === last.number + 1n) return parentHash === last.hash;
    return (await this.#client.ask("read a block", () => this.#logs.hashAt(last.number))) === last.hash;
  }

  async #events(from: bigint, late: readonly BlockHeader[]): Promise<L1Event[]> {
    const address = this.#sources.map((source) => source.address);
    const ask = (place: LogPlace) =>
      this.#client.ask("read events", () =>
        this.#client.public.getLogs({ address, ...place } as never),
      ) as Promise<Log[]>;
    const events: L1Event[] = [];
    for await (const logs of this.#logs.read(from, late, ask, this.#sources)) {
      for (const event of decodeL1Events(logs)) events.push(event);
    }
    return events;
  }
}

/** The contracts whose events a view has, with the kinds of their events. */
function logSources(addresses: ContractAddresses): LogSource[] {
  return SOURCES.map((contract) => {
    const abi = CONTRACT_ABIS[contract].filter((item) => item.type === "event");
    const topics = abi.map((event) => encodeEventTopics({ abi: [event] as Abi })[0] as Hex);
    return { address: addresses[contract].toLowerCase() as Hex, topics };
  });
}

function lateHead(head: bigint, known: bigint): TrellisError {
  return new TrellisError(
    FAULTS.behind,
    `L1's latest block is ${head}, but ${known} has been seen: the L1 provider lags; add another to l1.rpcUrl if it stays so`,
    { head, known },
  );
}
