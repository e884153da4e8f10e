import { equalBytes, FIELD_MODULUS, isNodeOf, MAX_DEPTH, type TreeNode, toBigInt } from "@trellis/protocol";
import { badWitness } from "./badWitness.ts";

// The checks of two children that merge and root make in every version of the rules.

const MAX_FEES = (1n << 128n) - 1n;

type Placed = { readonly treeDepth: number; readonly node: TreeNode };
type OfBlock = {
  readonly vkSetHash: bigint;
  readonly rollupId: bigint;
  readonly proposalId: Uint8Array;
  readonly treeDepth: number;
};
type Meeting = {
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
  readonly fees: bigint;
};

/** P6.3, P6.4: two children belong to one proposal of one rollup, proven by this key set. @throws TRL-PRV-150 if not. */
export function requireSameBlock(left: OfBlock, right: OfBlock, vkSetHash: bigint): void {
  if (left.vkSetHash !== right.vkSetHash) throw badWitness("P6.4: children of different key sets");
  if (left.rollupId !== right.rollupId) throw badWitness("P6.4: children of different rollups");
  if (!equalBytes(left.proposalId, right.proposalId))
    throw badWitness("P6.3: children of different proposals");
  if (left.treeDepth !== right.treeDepth) throw badWitness("P4.1: children of different tree depths");
  if (left.vkSetHash !== vkSetHash) throw badWitness("P6.4: keys are not of the key set");
}

/** P6.4: the right child goes on where the left one ends. @throws TRL-PRV-150 if not. */
export function requireMeeting(left: Meeting, right: Meeting): void {
  if (left.stateAfter !== right.stateBefore) throw badWitness("P6.4: states of the children do not meet");
  if (!equalBytes(left.messagesAfter, right.messagesBefore))
    throw badWitness("P6.4: messages of the children do not meet");
  if (left.fees + right.fees > MAX_FEES) throw badWitness("P6.4: fees of the children overflow");
}

/** P4.1: what opens the order commitment. @throws TRL-PRV-150 if it is no field element of 32 bytes. */
export function requireSecret(secret: Uint8Array): void {
  if (secret.length !== 32 || toBigInt(secret) >= FIELD_MODULUS) {
    throw badWitness("P4.1: the secret is not a field element of 32 bytes");
  }
}

/** P6.3: the node whose children are (k+1, 2i) and (k+1, 2i+1). @throws TRL-PRV-150 if these are no siblings. */
export function parentOf(left: Placed, right: Placed): TreeNode {
  requireTreeDepth(left.treeDepth);
  if (left.node.depth > left.treeDepth) throw badWitness("P6.3: child deeper than the tree");
  if (left.node.depth !== right.node.depth) throw badWitness("P6.3: children of different depths");
  if (left.node.depth < 1 || !isNodeOf(left.node, left.treeDepth)) {
    throw badWitness("P6.3: node index outside its row", { index: left.node.index });
  }
  if (left.node.index % 2 !== 0) throw badWitness("P6.3: left child has an odd index");
  if (right.node.index !== left.node.index + 1)
    throw badWitness("P6.3: right child is not the left one's sibling");
  return { depth: left.node.depth - 1, index: left.node.index / 2 };
}

/** P4.1. @throws TRL-PRV-150 for a depth that no block has. */
export function requireTreeDepth(depth: number): void {
  if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH) {
    throw badWitness(`P4.1: tree depth outside 1..${MAX_DEPTH}`, { depth });
  }
}
