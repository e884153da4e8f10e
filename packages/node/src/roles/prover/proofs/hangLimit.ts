import { type NodeKind, nodeKey, type TreeNode, TrellisError } from "@trellis/protocol";
import type { NodeSeconds } from "@trellis/strategy";

/** A proof that takes so many times what it should hangs. */
const TIMES = 8;
/** Least limit: a machine may be busy for a while. Seconds. */
const LEAST = 60;

/**
 * Milliseconds after which a proof is given up. A proof system that hangs would otherwise hold its machine for ever.
 * @param usual - how long such proofs usually take.
 * @param measured - how long they took here.
 */
export function hangLimit(kind: NodeKind, usual: NodeSeconds, measured: NodeSeconds): number {
  return Math.max(LEAST, TIMES * Math.max(usual[kind], measured[kind])) * 1_000;
}

/** Why a proof that hangs is given up. */
export const hungProof = (node: TreeNode): TrellisError =>
  new TrellisError(
    "TRL-NOD-035",
    `the proof of node ${nodeKey(node)} takes many times as long as usual, so it was given up; is the machine overloaded?`,
    { node: nodeKey(node) },
  );
