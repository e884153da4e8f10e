import { type NodeKind, nodeKey, nodeKind, parent, type TreeNode } from "@trellis/protocol";
import type { NodeSeconds } from "../proving/expectedPay.ts";

/** The time for a path is reckoned with this factor, because machines differ. */
const CAUTION = 1.5;
/** L1 slots that a block proof may wait for its place. */
const INCLUSION_SLOTS = 5;

/** A node that an own seat has proven as committed, and that no kept proof shows. */
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
 * M1: the nodes above own nodes that have to be proven again, the lowest first.
 * @param nodes - own nodes that no kept proof shows.
 * @param shows - whether a proof of the first node is known that shows the second one as its committed seat's.
 */
export function pathAbove(
  nodes: readonly TreeNode[],
  shows: (node: TreeNode, own: TreeNode) => boolean,
): TreeNode[] {
  const below = new Map<string, { readonly node: TreeNode; readonly own: TreeNode[] }>();
  for (const own of nodes) {
    for (let at = parent(own); at !== undefined; at = parent(at)) {
      const known = below.get(nodeKey(at));
      if (known === undefined) below.set(nodeKey(at), { node: at, own: [own] });
      else known.own.push(own);
    }
  }
  return [...below.values()]
    .filter(({ node, own }) => !own.every((one) => shows(node, one)))
    .map(({ node }) => node)
    .sort((a, b) => b.depth - a.depth || a.index - b.index);
}

/**
 * M1: a node is paid only if a kept proof shows it. If the block proofs so far have left own nodes out, the prover makes the merges above
 * them and the root itself: not before it must, because others may still show them, and only if the nodes pay for it.
 * @param path - {@link pathAbove} of the nodes.
 * @returns "never" also if there is nothing to prove: then a proof that shows the nodes only has to be submitted.
 */
export function ownPath(
  nodes: readonly UnkeptNode[],
  path: readonly TreeNode[],
  { treeDepth, seconds, costOf, submissionCost, now, proofEnd, slotTime }: PathTask,
): PathDecision {
  const kinds = path.map((node) => nodeKind(node, treeDepth));
  const cost = kinds.reduce((sum, kind) => sum + costOf(kind), submissionCost);
  const pay = nodes.reduce((sum, node) => sum + node.pay, 0n);
  if (path.length === 0 || pay <= cost) return "never";
  const needed = kinds.reduce((sum, kind) => sum + seconds[kind], 0);
  const landing = BigInt(INCLUSION_SLOTS * slotTime);
  if (now + BigInt(Math.ceil(needed)) + landing > proofEnd) return "never";
  return now + BigInt(Math.ceil(CAUTION * needed)) + landing >= proofEnd ? "now" : "later";
}
