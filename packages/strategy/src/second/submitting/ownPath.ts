import { type NodeKind, nodeKind, parent, type TreeNode } from "@trellis/protocol";
import type { NodeSeconds } from "../../proving/expectedPay.ts";

/** The time for a path is reckoned with this factor, because machines differ. */
const CAUTION = 1.5;
/** L1 slots that a block proof may wait for its place. */
const INCLUSION_SLOTS = 5;

/** A node that an own seat has claimed and proven, and that no kept proof shows. */
export interface UnkeptNode {
  readonly node: TreeNode;
  /** What it pays a committed prover, wei. */
  readonly pay: bigint;
}

/** What a path of own proofs up to the root costs, and how much time there is. */
export interface PathTask {
  readonly treeDepth: number;
  /** Measured proving times of this prover. */
  readonly seconds: NodeSeconds;
  /** Cost of a proof by kind of node, and of submitting a block proof, wei of the native token. */
  readonly costOf: (kind: NodeKind) => bigint;
  readonly submissionCost: bigint;
  /** L1 seconds. */
  readonly now: bigint;
  readonly proofEnd: bigint;
  /** R13: length of an L1 slot, seconds. */
  readonly slotTime: number;
}

/** Whether to make the proofs from own nodes up to the root. */
export type PathDecision = "now" | "later" | "never";

/**
 * M1: a node is paid only if a kept proof shows it. If the block proofs so far have left own nodes out, the prover makes the merges above
 * them and the root itself: not before it must, because others may still show them, and only if the nodes pay for it.
 */
export function ownPath(nodes: readonly UnkeptNode[], task: PathTask): PathDecision {
  const { treeDepth, seconds, costOf, submissionCost, now, proofEnd, slotTime } = task;
  const above = new Map<string, NodeKind>();
  for (const { node } of nodes) {
    for (let at = parent(node); at !== undefined; at = parent(at)) {
      above.set(`${at.depth}/${at.index}`, nodeKind(at, treeDepth));
    }
  }
  const kinds = [...above.values()];
  const cost = kinds.reduce((sum, kind) => sum + costOf(kind), submissionCost);
  const pay = nodes.reduce((sum, node) => sum + node.pay, 0n);
  if (nodes.length === 0 || pay <= cost) return "never";
  const needed = CAUTION * kinds.reduce((sum, kind) => sum + seconds[kind], 0);
  const landing = BigInt(INCLUSION_SLOTS * slotTime);
  const plain = BigInt(Math.ceil(needed / CAUTION));
  if (now + plain + landing > proofEnd) return "never";
  return now + BigInt(Math.ceil(needed)) + landing >= proofEnd ? "now" : "later";
}
