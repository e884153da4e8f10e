import { ContributionTree, contributionsBitmap, type NodeProof } from "@trellis/protocol";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/**
 * The contributions tree that a node proof claims for its subtree.
 * @throws TRL-PRO-009 if the contributions do not name each node once.
 */
export function contributionTreeOf(proof: NodeProof, treeDepth: number): ContributionTree {
  return new ContributionTree(proof.contributions, proof.node, treeDepth);
}

/** Hash and bitmap of the contributions of a node proof. Throws as {@link contributionTreeOf} does. */
export function contributionsOf(
  proof: NodeProof,
  treeDepth: number,
): Pick<AcceptedNodeProof, "contributionsHash" | "bitmap"> {
  return {
    contributionsHash: contributionTreeOf(proof, treeDepth).root(),
    bitmap: contributionsBitmap(proof.contributions),
  };
}
