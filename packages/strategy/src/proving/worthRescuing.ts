import { nodeKind, type TreeNode } from "@trellis/protocol";
import { expectedNodePay, type NodeSeconds, type PayTerms } from "./expectedPay.ts";
import { costOfProof, type ProofCost } from "./proofCost.ts";

/** What a prover expects of a block, and what a proof costs it. */
export interface RescueTask {
  readonly terms: PayTerms;
  /** Measured proving times of this prover. */
  readonly seconds: NodeSeconds;
  readonly cost: ProofCost;
  /** Chance that the block wins once it is proven, 0..1. */
  readonly confidence: number;
  /** Pay of own nodes of the block that are proven or claimed, if it wins. Wei. */
  readonly ownPay: bigint;
}

/**
 * R6, R15: whether a prover steps in for others at a node. A rescuer is paid a part of the node, and nothing if the committed seat's proof
 * comes after all. But without the node the block is not proven, and own nodes are not paid. So it steps in if both together are expected
 * to be more than the proof costs.
 */
export function isWorthRescuing(
  node: TreeNode,
  { terms, seconds, cost, confidence, ownPay }: RescueTask,
): boolean {
  const kind = nodeKind(node, terms.treeDepth);
  const pay = expectedNodePay(terms, node, false, confidence) + Number(ownPay) * confidence;
  return pay > Number(costOfProof(cost, kind, seconds[kind]));
}
