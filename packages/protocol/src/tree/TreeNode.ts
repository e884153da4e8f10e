import { TrellisError } from "@trellis/field";
import { MAX_DEPTH } from "../constants.ts";

/** Place in a block's binary proof tree: the root is (0, 0); row `depth` has 2^depth nodes, `index` counted from the left. */
export interface TreeNode {
  readonly depth: number;
  readonly index: number;
}

/** Which circuit proves a node (P6.3). */
export type NodeKind = "leaf" | "merge" | "root";

/** All kinds of nodes, from the leaves up. */
export const NODE_KINDS: readonly NodeKind[] = ["leaf", "merge", "root"];

/** The root of every proof tree. */
export const ROOT_NODE: TreeNode = { depth: 0, index: 0 };

/** Number of nodes of a tree of depth `treeDepth`: 2^(treeDepth+1) − 1. */
export function nodeCount(treeDepth: number): number {
  return 2 ** (treeDepth + 1) - 1;
}

/** Row-by-row number of a node, root 0. */
export function nodeNumber(node: TreeNode): number {
  return 2 ** node.depth - 1 + node.index;
}

/** Inverse of {@link nodeNumber}. */
export function nodeAt(number: number): TreeNode {
  const depth = 31 - Math.clz32(number + 1);
  return { depth, index: number + 1 - 2 ** depth };
}

/** The two children of a node that is not a leaf. */
export function children(node: TreeNode): [left: TreeNode, right: TreeNode] {
  const depth = node.depth + 1;
  return [
    { depth, index: 2 * node.index },
    { depth, index: 2 * node.index + 1 },
  ];
}

/** The parent of a node, or undefined for the root. */
export function parent(node: TreeNode): TreeNode | undefined {
  return node.depth === 0 ? undefined : { depth: node.depth - 1, index: node.index >> 1 };
}

/** The circuit that proves `node` in a tree of depth `treeDepth`. */
export function nodeKind(node: TreeNode, treeDepth: number): NodeKind {
  if (node.depth === treeDepth) return "leaf";
  return node.depth === 0 ? "root" : "merge";
}

/** Whether `node` exists in a tree of depth `treeDepth`. */
export function isNodeOf(node: TreeNode, treeDepth: number): boolean {
  return (
    Number.isInteger(node.depth) &&
    Number.isInteger(node.index) &&
    node.depth >= 0 &&
    node.depth <= treeDepth &&
    node.index >= 0 &&
    node.index < 2 ** node.depth
  );
}

/** P4.2: whether `node` lies inside the subtree rooted at `scope`. */
export function covers(scope: TreeNode, node: TreeNode): boolean {
  // Divides instead of shifting: a shift counts modulo 32, and these depths may come from an untrusted peer.
  return (
    scope.depth <= node.depth && Math.floor(node.index / 2 ** (node.depth - scope.depth)) === scope.index
  );
}

/** Nodes of the subtree rooted at `node`, parents before children, left before right (row by row). */
export function subtree(node: TreeNode, treeDepth: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let depth = node.depth; depth <= treeDepth; depth++) {
    const width = 2 ** (depth - node.depth);
    for (let i = 0; i < width; i++) nodes.push({ depth, index: node.index * width + i });
  }
  return nodes;
}

/** Whether two nodes are the same place. */
export function sameNode(a: TreeNode, b: TreeNode): boolean {
  return a.depth === b.depth && a.index === b.index;
}

/** `depth/index`, for map keys and messages. */
export function nodeKey(node: TreeNode): string {
  return `${node.depth}/${node.index}`;
}

/**
 * P4.1: checks that the depth of a block's tree is 1..11.
 * @throws TRL-PRO-003 otherwise.
 */
export function assertTreeDepth(depth: number): void {
  if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH) {
    throw new TrellisError(
      "TRL-PRO-003",
      `the depth of a block must be a whole number from 1 to ${MAX_DEPTH}`,
      { depth },
    );
  }
}
