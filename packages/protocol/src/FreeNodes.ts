import { children, nodeAt, nodeCount, nodeNumber, parent, type TreeNode } from "./TreeNode.ts";

/** Which nodes of a proof tree nobody holds yet, with the free ones of any subtree found in O(depth). */
export class FreeNodes {
  readonly #freeBelow: Int32Array;
  readonly #taken: Uint8Array;

  constructor(treeDepth: number) {
    const nodes = nodeCount(treeDepth);
    this.#taken = new Uint8Array(nodes);
    this.#freeBelow = Int32Array.from({ length: nodes }, (_, number) =>
      nodeCount(treeDepth - nodeAt(number).depth),
    );
  }

  /** A free node inside `scope`, deepest first, or undefined. */
  find(scope: TreeNode): TreeNode | undefined {
    if (this.#free(scope) === 0) return undefined;
    for (let at = scope; ; ) {
      const next: TreeNode | undefined = children(at).find((child) => this.#free(child) > 0);
      if (next === undefined) return at;
      at = next;
    }
  }

  /** Marks a free node as taken. */
  take(node: TreeNode): void {
    this.#taken[nodeNumber(node)] = 1;
    for (let at: TreeNode | undefined = node; at !== undefined; at = parent(at)) {
      this.#freeBelow[nodeNumber(at)]!--;
    }
  }

  #free(node: TreeNode): number {
    return this.#freeBelow[nodeNumber(node)] ?? 0;
  }
}
