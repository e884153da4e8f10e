import { LEAF_TRANSACTIONS, MAX_DEPTH } from "@trellis/protocol";
import type { NodeSeconds } from "../proving/expectedPay.ts";

/** Part of the proof window to fill with work; the rest allows for slow and dead machines. */
const WINDOW_PART = 0.6;

/** What a proposer knows when it chooses the depth of its block. */
export interface DepthTask {
  /** Seats that are expected to vote. */
  readonly seats: number;
  /** Transactions that wait, messages of L1 included. */
  readonly transactions: number;
  /** Transactions that the block must have room for: due messages, at most those that L1 asks for (R10). */
  readonly mustHold: number;
  /** Measured proving times in the network. */
  readonly seconds: NodeSeconds;
  /** Length of the proof window, seconds. */
  readonly proofSeconds: number;
}

/**
 * R15, A15, A21: the depth of a block. Deep enough that each seat has a leaf and all that waits has a place, but no deeper than the
 * seats can prove in the window: one machine a seat, row by row. What L1 asks for comes before that.
 * @returns 1..11.
 */
export function blockDepth({ seats, transactions, mustHold, seconds, proofSeconds }: DepthTask): number {
  const wanted = Math.max(depthFor(seats), depthFor(transactions / LEAF_TRANSACTIONS));
  let provable = 1;
  while (provable < wanted && provingSeconds(provable + 1, seats, seconds) <= WINDOW_PART * proofSeconds) {
    provable++;
  }
  return Math.max(depthForMessages(mustHold), provable);
}

/** R10: the least depth of a block with room for this many messages: 1..11. */
export function depthForMessages(messages: number): number {
  return depthFor(messages / LEAF_TRANSACTIONS);
}

function depthFor(leaves: number): number {
  return Math.min(MAX_DEPTH, Math.max(1, Math.ceil(Math.log2(Math.max(1, leaves)))));
}

/** How long `machines` machines need for a tree, row by row. */
function provingSeconds(treeDepth: number, machines: number, { leaf, merge, root }: NodeSeconds): number {
  const rowsOf = (nodes: number): number => Math.ceil(nodes / Math.max(1, machines));
  let total = rowsOf(2 ** treeDepth) * leaf + root;
  for (let depth = 1; depth < treeDepth; depth++) total += rowsOf(2 ** depth) * merge;
  return total;
}
