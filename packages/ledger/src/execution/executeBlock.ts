import {
  assertTreeDepth,
  LEAF_DATA_BYTES,
  LEAF_TRANSACTIONS,
  merkleRows,
  NOOP,
  packTransaction,
  type QueuedMessage,
  rollingHash,
  sha256,
  TRANSACTION_BYTES,
  type Transaction,
  TrellisError,
} from "@trellis/protocol";
import type { HashSteps } from "../hashing/HashBatch.ts";
import { PAUSE, runHashSteps } from "../hashing/hashSteps.ts";
import { transactionRowSteps } from "../hashing/transactionsRoot.ts";
import type { State } from "../state/State.ts";
import { applyEffect, executeTransaction } from "./executeTransaction.ts";
import { LeafExecution } from "./LeafExecution.ts";

/** The inputs of a block's execution besides state and transactions. */
export interface BlockContext {
  readonly rollupId: bigint;
  /** Depth of the proof tree, 1..11 (P4.1). */
  readonly depth: number;
  readonly messages: {
    /** Rolling hash of the L1 queue at the state's height. */
    readonly before: Uint8Array;
    /** The messages queued on L1 after it, in order. The block consumes a prefix of them. */
    readonly queue: readonly QueuedMessage[];
  };
  /** True if every signature has been checked already. */
  readonly skipSignatures?: boolean;
}

/** An executed block and its results. */
export interface ExecutedBlock {
  readonly depth: number;
  /** All 2^depth · 8 places, unused ones filled with no-ops. */
  readonly transactions: readonly Transaction[];
  /** Their hashes, by which users identify them. */
  readonly transactionHashes: readonly bigint[];
  readonly stateBefore: State;
  readonly stateAfter: State;
  /** Sum of the fees, units of asset 0. */
  readonly fees: bigint;
  readonly txsRoot: bigint;
  readonly dataHash: Uint8Array;
  /** P7.1: the packed transactions of all places, as published on L1. */
  readonly data: Uint8Array;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
  /** Number of L1 messages consumed. */
  readonly consumed: number;
  readonly leaves: readonly LeafExecution[];
  /** Transactions roots and data hashes of the proof tree's nodes by depth, root first. */
  readonly rows: readonly { readonly txsRoot: readonly bigint[]; readonly dataHash: readonly Uint8Array[] }[];
}

/** Rows of the transactions tree that lie inside one leaf: 8 = 2^3. */
const ROWS_INSIDE_LEAF = Math.log2(LEAF_TRANSACTIONS);
/** Number of leaves executed between two pauses: about a millisecond of work. */
const LEAVES_PER_STEP = 16;

/**
 * Executes a block on `state` without changing it (P6.1). Unused places become no-ops. State roots are hashed on first use.
 * @throws TRL-PRO-003 for a bad depth, TRL-LED-030 for more transactions than places, TRL-LED-031 for a rolling hash that is not 32
 * bytes, and for an invalid transaction the error of {@link executeTransaction}, with the transaction's index in its context.
 */
export function executeBlock(
  state: State,
  transactions: readonly Transaction[],
  context: BlockContext,
): ExecutedBlock {
  return runHashSteps(executeBlockSteps(state, transactions, context));
}

/** {@link executeBlock} in steps of a few milliseconds. The caller can compute the hashes elsewhere and run other work in between. */
export function* executeBlockSteps(
  state: State,
  transactions: readonly Transaction[],
  context: BlockContext,
): HashSteps<ExecutedBlock> {
  const { rollupId, depth, messages } = context;
  assertTreeDepth(depth);
  const leafCount = 2 ** depth;
  const places = leafCount * LEAF_TRANSACTIONS;
  if (transactions.length > places) {
    throw new TrellisError(
      "TRL-LED-030",
      "more transactions than the block has places: choose a deeper tree",
      {
        transactions: transactions.length,
        places,
      },
    );
  }
  if (messages.before.length !== 32) {
    throw new TrellisError("TRL-LED-031", "a rolling hash of the L1 queue has 32 bytes", {
      bytes: messages.before.length,
    });
  }

  const stateBefore = state.fork();
  const current = state.fork();
  const padded = [...transactions];
  while (padded.length < places) padded.push(NOOP);
  const data = new Uint8Array(places * TRANSACTION_BYTES);
  const leafHashes: Uint8Array[] = [];
  let rolling = messages.before;
  let consumed = 0;
  let fees = 0n;
  const executed: Omit<ConstructorParameters<typeof LeafExecution>[0], "txsRoot" | "dataHash">[] = [];

  for (let leaf = 0; leaf < leafCount; leaf++) {
    const first = leaf * LEAF_TRANSACTIONS;
    const before = current.fork();
    const messagesBefore = rolling;
    const consumedBefore = consumed;
    const feesBefore = fees;
    for (let i = first; i < first + LEAF_TRANSACTIONS; i++) {
      const tx = padded[i]!;
      if (tx === NOOP) continue;
      const message = messages.queue[consumed];
      const effect = at(i, () =>
        executeTransaction(current, tx, {
          rollupId,
          message,
          skipSignature: context.skipSignatures === true,
        }),
      );
      applyEffect(current, effect);
      if (effect.consumesMessage && message !== undefined) {
        rolling = rollingHash(rolling, message);
        consumed++;
      }
      fees += effect.fee;
      data.set(packTransaction(tx), i * TRANSACTION_BYTES);
    }
    leafHashes.push(sha256(data.subarray(leaf * LEAF_DATA_BYTES, (leaf + 1) * LEAF_DATA_BYTES)));
    executed.push({
      index: leaf,
      rollupId,
      transactions: padded.slice(first, first + LEAF_TRANSACTIONS),
      messages: messages.queue.slice(consumedBefore, consumed),
      before,
      after: current.fork(),
      fees: fees - feesBefore,
      messagesBefore,
      messagesAfter: rolling,
    });
    if ((leaf + 1) % LEAVES_PER_STEP === 0) yield PAUSE;
  }

  const allRows = yield* transactionRowSteps(rollupId, padded);
  const txRows = allRows.slice(ROWS_INSIDE_LEAF);
  yield PAUSE;
  const dataRows = merkleRows(leafHashes, sha256);
  yield PAUSE;
  const rows = txRows.map((txsRoot, i) => ({ txsRoot, dataHash: dataRows[i]! })).reverse();
  return {
    depth,
    transactions: padded,
    transactionHashes: allRows[0]!,
    stateBefore,
    stateAfter: current,
    fees,
    txsRoot: rows[0]!.txsRoot[0]!,
    dataHash: rows[0]!.dataHash[0]!,
    data,
    messagesBefore: messages.before,
    messagesAfter: rolling,
    consumed,
    leaves: executed.map(
      (init, leaf) =>
        new LeafExecution({
          ...init,
          txsRoot: rows[depth]!.txsRoot[leaf]!,
          dataHash: rows[depth]!.dataHash[leaf]!,
        }),
    ),
    rows,
  };
}

/** {@link executeBlockSteps}, which also hashes the state after the block. */
export function* commitBlockSteps(...args: Parameters<typeof executeBlock>): HashSteps<ExecutedBlock> {
  const executed = yield* executeBlockSteps(...args);
  yield* executed.stateAfter.rootSteps();
  return executed;
}

/** Executes one place of a block. An error names the place. */
function at<Result>(index: number, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TrellisError)) throw error;
    const reason = error.message.slice(error.code.length + 2);
    throw new TrellisError(
      error.code,
      `transaction ${index} of the block: ${reason}`,
      { ...error.context, transaction: index, leaf: Math.floor(index / LEAF_TRANSACTIONS) },
      error,
    );
  }
}
