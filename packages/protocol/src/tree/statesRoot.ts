import { poseidon2Hash } from "@trellis/field";
import { poseidonPathRoot } from "./PoseidonTree.ts";
import type { TreeNode } from "./TreeNode.ts";

/** R8: the states around each leaf of a block, `Poseidon2([before, after])`, joined pair by pair up to the root. */
export function leafStates(before: bigint, after: bigint): bigint {
  return poseidon2Hash([before, after]);
}

/** R8: the states of a node from those of its children. */
export function joinStates(left: bigint, right: bigint): bigint {
  return poseidon2Hash([left, right]);
}

/**
 * R8: the root of a block's states that a node's states lead to. A contest shows by it that its proof is about this block's states.
 * @param siblings - states of the siblings, from the node up to below the root.
 */
export function statesPathRoot(states: bigint, { index }: TreeNode, siblings: readonly bigint[]): bigint {
  return poseidonPathRoot(states, index, siblings);
}
