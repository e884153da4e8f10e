import { setTimeout as delay } from "node:timers/promises";
import type { Gossip } from "@trellis/gossip";
import { compareInBatch, MAX_BATCH_TRANSACTIONS, type Transaction } from "@trellis/protocol";
import type { Logger } from "pino";
import { BackgroundTasks } from "../tasks/BackgroundTasks.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { PendingTransactions } from "./PendingTransactions.ts";

/** Pauses in milliseconds. Each is twice the one before, up to a bound. */
interface Pauses {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** After gossip has not taken a transaction. */
const RETRY: Pauses = { firstMs: 1_000, maxMs: 60_000 };
/** After gossip has taken it. Peers ignore a second copy within two minutes (`transactionPause` of gossip's limits). */
const AGAIN: Pauses = { firstMs: 150_000, maxMs: 1_200_000 };
/** Most batches sent at each check. */
const MAX_BATCHES = 16;
/** How long a user's transaction waits for others, so that they travel together. Milliseconds. */
const GATHER_MS = 250;
/** Key of the task. */
const RELAYING = "relay";

interface Relayed {
  readonly tx: Transaction;
  /** Milliseconds of the clock. */
  dueAt: number;
  /** How often gossip has taken it, and how often in a row it has not. */
  taken: number;
  failed: number;
}

export interface TransactionRelayComponents {
  readonly pending: Pick<PendingTransactions, "add" | "statusOf">;
  readonly gossip: Pick<Gossip, "publish">;
  /** Whether a block of a running round contains a transaction, so that it need not be relayed now. */
  readonly isInBlock: (hash: bigint) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** {@link GATHER_MS} by default. */
  readonly gatherMs?: number;
}

/**
 * Relays the transactions that users sent to this node until they are final or dropped, in batches, with growing pauses. One publication is not
 * enough: it may fail, or reach only peers that are full or down, or that do not know the account yet.
 */
export class TransactionRelay implements Part {
  readonly #components: TransactionRelayComponents;
  /** The relayed transactions. The mempool bounds their number. */
  readonly #relayed = new Map<bigint, Relayed>();
  readonly #tasks: BackgroundTasks;
  /** When something is due next. */
  #nextAt = Number.POSITIVE_INFINITY;
  readonly #life = new AbortController();

  constructor(components: TransactionRelayComponents) {
    this.#components = components;
    this.#tasks = new BackgroundTasks((error) => components.log.warn({ error }, "relaying has failed"));
  }

  /** Transactions that are relayed until they are final or dropped. */
  get size(): number {
    return this.#relayed.size;
  }

  /**
   * Admits a user's transaction and begins to relay it.
   * @returns its hash. @throws as {@link PendingTransactions.add}.
   */
  submit(tx: Transaction): bigint {
    const { pending, clock } = this.#components;
    const hash = pending.add(tx);
    this.#nextAt = clock();
    this.#relayed.set(hash, { tx, dueAt: this.#nextAt, taken: 0, failed: 0 });
    this.update();
    return hash;
  }

  /** Relays the transactions that are due. */
  update(): void {
    if (this.#life.signal.aborted || this.#components.clock() < this.#nextAt) return;
    this.#tasks.run(RELAYING, async () => {
      await this.#gather();
      for (const batch of this.#takeDue()) {
        if (!this.#life.signal.aborted) await this.#relay(batch);
      }
    });
  }

  async stop(): Promise<void> {
    this.#life.abort();
    await this.#tasks.settled();
  }

  /** Ends at once when the relay is stopped. */
  async #gather(): Promise<void> {
    const { gatherMs = GATHER_MS } = this.#components;
    const { signal } = this.#life;
    if (gatherMs > 0) await delay(gatherMs, undefined, { ref: false, signal }).catch(() => {});
  }

  /** The transactions to relay now, in batches. Drops those that no longer wait, and sets the time of the next check. */
  #takeDue(): Relayed[][] {
    const { pending, isInBlock, clock } = this.#components;
    const now = clock();
    const due: Relayed[] = [];
    this.#nextAt = Number.POSITIVE_INFINITY;
    for (const [hash, relayed] of this.#relayed) {
      if (now >= relayed.dueAt) {
        if (pending.statusOf(hash).status !== "pending") {
          this.#relayed.delete(hash);
          continue;
        }
        if (isInBlock(hash)) relayed.dueAt = now + RETRY.maxMs;
        else if (due.length < MAX_BATCHES * MAX_BATCH_TRANSACTIONS) due.push(relayed);
      }
      this.#nextAt = Math.min(this.#nextAt, relayed.dueAt);
    }
    return batchesOf(due);
  }

  async #relay(batch: readonly Relayed[]): Promise<void> {
    const { gossip, clock, log } = this.#components;
    let refusal: unknown;
    try {
      const { verdict } = await gossip.publish(
        "transactions",
        batch.map(({ tx }) => tx),
      );
      // "known": all came by gossip a moment ago, or this node relayed them before it dropped the entries.
      if (verdict.result !== "accept" && verdict.reason !== "known") refusal = verdict;
    } catch (error) {
      refusal = error;
    }
    if (refusal !== undefined) log.debug({ refusal }, "transactions are not relayed yet");
    for (const relayed of batch) {
      if (refusal === undefined) {
        relayed.failed = 0;
        relayed.dueAt = clock() + pause(AGAIN, relayed.taken++);
      } else relayed.dueAt = clock() + pause(RETRY, relayed.failed++);
    }
  }
}

/** In the order that each batch must have. A sender's transactions with the same nonce travel apart. */
function batchesOf(due: readonly Relayed[]): Relayed[][] {
  const batches: Relayed[][] = [];
  const sorted = due.toSorted((a, b) => compareInBatch(a.tx, b.tx));
  for (let rest = sorted; rest.length > 0; ) {
    const batch: Relayed[] = [];
    const later: Relayed[] = [];
    for (const relayed of rest) {
      const last = batch.at(-1);
      const isNext = last === undefined || compareInBatch(last.tx, relayed.tx) < 0;
      (isNext && batch.length < MAX_BATCH_TRANSACTIONS ? batch : later).push(relayed);
    }
    batches.push(batch);
    rest = later;
  }
  return batches;
}

const pause = ({ firstMs, maxMs }: Pauses, before: number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(before, 30));
