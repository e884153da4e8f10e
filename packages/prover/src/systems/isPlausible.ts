import { isNodeOf, MAX_DEPTH, nodeKind } from "@trellis/protocol";
import type { RuleTypes, Statement } from "./ProofRules.ts";

/** Whether a statement is about a node that its kind of circuit proves (P6.3) and about this key set (P6.4). */
export function isPlausible(statement: Statement<RuleTypes>, vkSetHash: bigint): boolean {
  const { treeDepth } = statement.outputs;
  if (!Number.isInteger(treeDepth) || treeDepth < 1 || treeDepth > MAX_DEPTH) return false;
  if (statement.outputs.vkSetHash !== vkSetHash) return false;
  if (statement.kind === "root") return true;
  const { node } = statement.outputs;
  return isNodeOf(node, treeDepth) && nodeKind(node, treeDepth) === statement.kind;
}
