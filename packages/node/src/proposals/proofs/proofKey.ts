import { nodeKey, type TreeNode } from "@trellis/protocol";
import type { KnownProposal } from "../KnownProposal.ts";

/** Identifies a node of a proposal. */
export function proofKey(known: KnownProposal, node: TreeNode): string {
  return `${known.id}/${nodeKey(node)}`;
}
