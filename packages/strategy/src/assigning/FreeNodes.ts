import { nodeAt, nodeCount } from "@trellis/protocol";

/** The free nodes of a proof tree, by node number. Finds a free node of any subtree in O(depth). */
export class FreeNodes {
  readonly #freeBelow: Int32Array;

  constructor(treeDepth: number) {
    this.#freeBelow = Int32Array.from({ length: nodeCount(treeDepth) }, (_, number) =>
      nodeCount(treeDepth - nodeAt(number).depth),
    );
  }

  /** A free node inside the subtree rooted at `scope`, deepest first, leftmost first; −1 if there is none. */
  find(scope: number): number {
    if (this.#free(scope) === 0) return -1;
    for (let at = scope; ; ) {
      const left = 2 * at + 1;
      if (this.#free(left) > 0) at = left;
      else if (this.#free(left + 1) > 0) at = left + 1;
      else return at;
    }
  }

  /** Marks a free node as taken. */
  take(number: number): void {
    this.#freeBelow[number]!--;
    for (let at = number; at > 0; ) {
      at = (at - 1) >> 1;
      this.#freeBelow[at]!--;
    }
  }

  #free(number: number): number {
    return this.#freeBelow[number] ?? 0;
  }
}
