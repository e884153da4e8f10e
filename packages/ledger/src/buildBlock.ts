import {
  assertTreeDepth,
  LEAF_TRANSACTIONS,
  type QueuedMessage,
  type Transaction,
  TrellisError,
  transactionOf,
} from "@trellis/protocol";
import { applyEffect, executeTransaction } from "./executeTransaction.ts";
import type { State } from "./State.ts";

/** What a proposer has to build from. */
export interface BlockMaterial {
  readonly state: State;
  readonly rollupId: bigint;
  /** Depth of the proof tree, 1..11: the block has 2^depth · 8 places. */
  readonly depth: number;
  /** Transfers, best first, each sender's in nonce order: `mempool.best()`. Those that cannot execute are passed over. */
  readonly transactions: Iterable<Transaction>;
  /** Deposits queued on L1 and not yet consumed, in order. */
  readonly deposits: readonly QueuedMessage[];
  /** True where every transfer's signature has been checked already, as in a mempool. */
  readonly skipSignatures?: boolean;
}

/**
 * Chooses a block's transactions so that {@link executeBlock} accepts them: every one is executed on a fork of the state while it is
 * chosen. Deposits come first, but take at most half of the places while transfers wait; what transfers leave free goes to further
 * deposits. A deposit that cannot execute ends the deposits, since the queue has one order.
 *
 * @returns the transactions without padding, at most 2^depth · 8.
 * @throws TRL-PRO-003 for a bad depth.
 */
export function buildBlock(material: BlockMaterial): Transaction[] {
  const { rollupId, depth, deposits } = material;
  assertTreeDepth(depth);
  const places = 2 ** depth * LEAF_TRANSACTIONS;
  const state = material.state.fork();
  const chosen: Transaction[] = [];
  let nextDeposit = 0;

  const fits = (tx: Transaction, message?: QueuedMessage): boolean => {
    try {
      const skipSignature = material.skipSignatures === true;
      applyEffect(state, executeTransaction(state, tx, { rollupId, message, skipSignature }));
    } catch (error) {
      if (error instanceof TrellisError) return false;
      throw error;
    }
    chosen.push(tx);
    return true;
  };
  const takeDeposits = (limit: number): void => {
    while (chosen.length < limit && nextDeposit < deposits.length) {
      const message = deposits[nextDeposit]!;
      if (!fits(transactionOf(message), message)) return;
      nextDeposit++;
    }
  };

  takeDeposits(places / 2);
  const stuck = new Set<number>();
  for (const tx of material.transactions) {
    if (chosen.length >= places) break;
    // A sender whose transfer failed cannot send the ones after it either.
    if (tx.kind !== "transfer" || stuck.has(tx.from)) continue;
    if (!fits(tx)) stuck.add(tx.from);
  }
  takeDeposits(places);
  return chosen;
}
