import { TrellisError } from "@trellis/field";
import { TranscriptTree } from "../auction/TranscriptTree.ts";
import type { NodeEntry } from "../auction/transcriptEntry.ts";
import { MAX_DEPTH } from "../constants.ts";
import { isSeat } from "../seats/ProverBitmap.ts";
import type { Transaction } from "../transactions/Transaction.ts";
import { isNodeOf, nodeKey, nodeNumber } from "../tree/TreeNode.ts";

/** R2: an entry with the 64-byte signature of its vote, by which peers see that the seat offered itself. */
export interface SignedEntry extends NodeEntry {
  readonly signature: Uint8Array;
}

/**
 * R2, P6.1: a proposal's order and its whole transcript. Whoever proves under a name needs the path of the node's entry, so an order
 * without the transcript is of no use. `secret` is a field element of 32 bytes. Trailing no-ops are left out. Entries stand in the
 * order of their nodes. There is no signature: the order commitment and L1's transcript root say whether it is the proposer's.
 */
export interface Reveal {
  readonly proposalId: Uint8Array;
  readonly secret: Uint8Array;
  readonly transactions: readonly Transaction[];
  readonly entries: readonly SignedEntry[];
}

/**
 * What is wrong with the form of a reveal's entries, or undefined if nothing is. An entry may be vacant: that is no fault of form.
 * @param treeDepth - the proposal's. Without it, any depth is taken.
 */
export function entriesFault(
  entries: readonly NodeEntry[],
  treeDepth: number = MAX_DEPTH,
): string | undefined {
  let before = -1;
  for (const { node, seat } of entries) {
    if (!isNodeOf(node, treeDepth)) return `no node ${nodeKey(node)} in a tree of depth ${treeDepth}`;
    if (!isSeat(seat)) return `there is no seat ${seat}`;
    const number = nodeNumber(node);
    if (number <= before) return "the entries are not in ascending order of their nodes";
    before = number;
  }
  return undefined;
}

/**
 * R2, R17: the transcript that a reveal brings, if it is the one that the proposer committed. L1's root alone decides: a commitment
 * whose transcript nobody can show has a hidden order.
 * @param treeDepth - the proposal's.
 * @param transcriptRoot - of the commitment on L1.
 * @throws TRL-PRO-008 if the entries do not fit the tree or do not lead to the root.
 */
export function revealedTranscript(
  { entries }: Pick<Reveal, "entries">,
  treeDepth: number,
  transcriptRoot: bigint,
): TranscriptTree {
  const fault = entriesFault(entries, treeDepth);
  if (fault !== undefined) throw new TrellisError("TRL-PRO-008", `The transcript is not valid: ${fault}.`);
  const tree = TranscriptTree.of(entries);
  if (tree.root() !== transcriptRoot) {
    throw new TrellisError("TRL-PRO-008", "The transcript is not the one whose root is on L1.", {
      entries: entries.length,
    });
  }
  return tree;
}
