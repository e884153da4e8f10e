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

/** What a block is drafted on. */
export interface DraftBase {
  readonly state: State;
  readonly rollupId: bigint;
  /** Depth of the proof tree, 1..11: the block has 2^depth · 8 places. */
  readonly depth: number;
  /** Messages queued on L1 and not yet consumed, in order. */
  readonly messages: readonly QueuedMessage[];
  /** True where every signature has been checked already, as in a mempool. */
  readonly skipSignatures?: boolean;
}

/** What a proposer has to build from. */
export interface BlockMaterial extends DraftBase {
  /** What users sent, best first, each sender's in nonce order: `mempool.best()`. What cannot execute is passed over. */
  readonly transactions: Iterable<Transaction>;
  /** P10.3: how many of the messages must be in the block, as far as it has places. None by default. */
  readonly due?: number;
}

/**
 * A block while it is put together, place by place, on a fork of the state: what it has taken, {@link executeBlock} accepts. A fork of a
 * draft tries out what comes next.
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

  /** The state after what has been taken; not to be changed. */
  get state(): State {
    return this.#state;
  }

  /** What has been taken, in order. */
  get transactions(): readonly Transaction[] {
    return this.#transactions;
  }

  /** Fees paid so far, units of asset 0. */
  get fees(): bigint {
    return this.#fees;
  }

  /** Places that are left. */
  get places(): number {
    return 2 ** this.#base.depth * LEAF_TRANSACTIONS - this.#transactions.length;
  }

  /** A draft that goes its own way from here. */
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
   * Takes messages of the queue until so many have been taken in all, or one cannot be: the queue has one order. Forced transactions that
   * cannot execute go in as failed (P10.2).
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
 * Chooses a block's transactions so that {@link executeBlock} accepts them, as {@link fillDraft} does.
 *
 * @returns the transactions without padding, at most 2^depth · 8.
 * @throws TRL-PRO-003 for a bad depth.
 */
export function buildBlock(material: BlockMaterial): readonly Transaction[] {
  const draft = new BlockDraft(material);
  fillDraft(draft, material.transactions, material.due);
  return draft.transactions;
}

/**
 * Fills an empty draft. Messages from L1 come first, those that are due whatever they take, others at most half of the places while
 * users' transactions wait; what these leave free goes to further messages.
 *
 * @param transactions - as {@link BlockMaterial.transactions}
 * @param due - as {@link BlockMaterial.due}
 */
export function fillDraft(draft: BlockDraft, transactions: Iterable<Transaction>, due = 0): void {
  const { places } = draft;
  draft.takeMessages(Math.max(due, places / 2));
  const stuck = new Set<number>();
  for (const tx of transactions) {
    if (draft.places === 0) break;
    // A sender whose transaction failed cannot send the ones after it either.
    if (stuck.has(tx.from)) continue;
    if (!draft.add(tx)) stuck.add(tx.from);
  }
  draft.takeMessages(places);
}
