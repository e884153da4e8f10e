import { isNodeOf, MAX_DEPTH, nodeKind } from "@trellis/protocol";
import type { ProofClaim } from "./ProofSystem.ts";

/** Whether a claim is about a node that its kind of circuit proves (P6.3) and about this key set (P6.4). */
export function isPlausibleClaim(claim: ProofClaim, vkSetHash: bigint): boolean {
  const { treeDepth } = claim.outputs;
  if (!Number.isInteger(treeDepth) || treeDepth < 1 || treeDepth > MAX_DEPTH) return false;
  if (claim.outputs.vkSetHash !== vkSetHash) return false;
  if (claim.kind === "root") return true;
  const { node } = claim.outputs;
  return isNodeOf(node, treeDepth) && nodeKind(node, treeDepth) === claim.kind;
}
