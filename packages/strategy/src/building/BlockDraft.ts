import { applyEffect, executeTransaction, type State, type TransactionEffect } from "@trellis/ledger";
import {
  assertTreeDepth,
  isSigned,
  LEAF_TRANSACTIONS,
  type QueuedMessage,
  type Transaction,
  TrellisError,
  transactionOf,
} from "@trellis/protocol";
import { inSlices, type Pause } from "./slices.ts";

/** The base of a block draft. */
export interface DraftBase {
  readonly state: State;
  readonly rollupId: bigint;
  /** Depth of the proof tree, 1..11: the block has 2^depth · 8 places. */
  readonly depth: number;
  /** Messages queued on L1 and not yet consumed, in order. */
  readonly messages: readonly QueuedMessage[];
  /** True if every signature has been checked already, as in a mempool. */
  readonly skipSignatures?: boolean;
}

/**
 * A block under construction, place by place, on a fork of the state. {@link executeBlock} accepts the transactions taken so far. Use a
 * fork of a draft to try further transactions.
 */
export class BlockDraft {
  readonly #base: DraftBase;
  readonly #state: State;
  readonly #transactions: Transaction[];
  #consumed: number;
  #fees: bigint;

  /** @throws TRL-PRO-003 for a bad depth. */
  constructor(base: DraftBase) {
    assertTreeDepth(base.depth);
    this.#base = base;
    this.#state = base.state.fork();
    this.#transactions = [];
    this.#consumed = 0;
    this.#fees = 0n;
  }

  /** The state after the transactions taken so far. Do not change it. */
  get state(): State {
    return this.#state;
  }

  /** The transactions taken so far, in order. */
  get transactions(): readonly Transaction[] {
    return this.#transactions;
  }

  /** Fees paid so far, units of asset 0. */
  get fees(): bigint {
    return this.#fees;
  }

  /** Number of places left. */
  get places(): number {
    return 2 ** this.#base.depth * LEAF_TRANSACTIONS - this.#transactions.length;
  }

  /** An independent copy of this draft. */
  fork(): BlockDraft {
    const fork = new BlockDraft({ ...this.#base, state: this.#state });
    fork.#transactions.push(...this.#transactions);
    fork.#consumed = this.#consumed;
    fork.#fees = this.#fees;
    return fork;
  }

  /** Takes a signed transaction, if there is a place for it and it can execute here. */
  add(tx: Transaction): boolean {
    return this.places > 0 && isSigned(tx) && this.#take(tx, undefined);
  }

  /**
   * Takes messages of the queue, in its order, until the given total is reached or one cannot be taken. Forced transactions that cannot
   * execute are included as failed (P10.2).
   */
  takeMessages(count: number): void {
    const { messages } = this.#base;
    while (this.#consumed < count && this.places > 0) {
      const message = messages[this.#consumed];
      if (message === undefined) return;
      const tx = transactionOf(message);
      if (!this.#take(tx, message) && !(tx.forced && this.#take({ ...tx, failed: true }, message))) return;
      this.#consumed++;
    }
  }

  #take(tx: Transaction, message: QueuedMessage | undefined): boolean {
    const { rollupId, skipSignatures } = this.#base;
    let effect: TransactionEffect;
    try {
      const skipSignature = skipSignatures === true;
      effect = executeTransaction(this.#state, tx, { rollupId, message, skipSignature });
    } catch (error) {
      if (error instanceof TrellisError) return false;
      throw error;
    }
    applyEffect(this.#state, effect);
    this.#transactions.push(tx);
    this.#fees += effect.fee;
    return true;
  }
}

/**
 * Fills an empty draft with transactions that {@link executeBlock} accepts. Messages from L1 come first. Due messages take as many places as
 * they need; others take at most half of the places while users' transactions wait. Places that users leave free go to further messages.
 *
 * @param transactions - users' transactions: best first, each sender's in nonce order, as from `mempool.best()`. Those that cannot execute
 * are skipped.
 * @param due - P10.3: number of messages that the block must contain, as far as it has places.
 * @param pause - awaited every few milliseconds.
 * @throws what `pause` throws.
 */
export async function fillDraft(
  draft: BlockDraft,
  transactions: Iterable<Transaction>,
  due: number,
  pause: Pause,
): Promise<void> {
  const { places } = draft;
  draft.takeMessages(Math.max(due, places / 2));
  const stuck = new Set<number>();
  for await (const slice of inSlices(transactions, pause)) {
    for (const tx of slice) {
      if (draft.places === 0) break;
      // A sender whose transaction failed cannot send the ones after it either.
      if (stuck.has(tx.from)) continue;
      if (!draft.add(tx)) stuck.add(tx.from);
    }
    if (draft.places === 0) break;
  }
  draft.takeMessages(places);
}
