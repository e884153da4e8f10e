import { FreeNodes } from "./FreeNodes.ts";
import { nodeAt, nodeCount, nodeNumber, type TreeNode } from "./TreeNode.ts";

/**
 * Largest matching of holders to the nodes of a proof tree, grown one holder at a time by breadth-first augmenting paths. A holder
 * takes one node inside one of its scopes (subtrees). Once it has a node it never loses it but for another one: so the holders
 * added first stay, and of all sets that can be served at once theirs is the greatest in that order (a transversal matroid).
 *
 * What a failed search reached stays closed: its holders reach no free node, and nothing that happens later opens them a way out.
 * So all failed searches together look at each node once, however many holders there are.
 */
export class ScopeMatching<Holder> {
  readonly #nodes: number;
  readonly #free: FreeNodes;
  readonly #holderOf = new Map<number, Holder>();
  readonly #scopesOf = new Map<Holder, readonly TreeNode[]>();
  /** 1 where a search was; with a node, its whole subtree. */
  readonly #seen: Uint8Array;

  constructor(treeDepth: number) {
    this.#nodes = nodeCount(treeDepth);
    this.#free = new FreeNodes(treeDepth);
    this.#seen = new Uint8Array(this.#nodes);
  }

  /** Whether every node has a holder. */
  get isFull(): boolean {
    return this.#holderOf.size === this.#nodes;
  }

  /** Gives a free node inside the holder's scopes to a new holder. */
  place(holder: Holder, scopes: readonly TreeNode[], node: TreeNode): void {
    this.#scopesOf.set(holder, scopes);
    this.#free.take(node);
    this.#holderOf.set(nodeNumber(node), holder);
  }

  /** Finds a node for a new holder, moving others where that helps. False: there is none. */
  add(holder: Holder, scopes: readonly TreeNode[]): boolean {
    this.#scopesOf.set(holder, scopes);
    const cameFrom = new Map<Holder, { holder: Holder; number: number }>();
    const queue = [holder];
    const seen: number[] = [];
    for (let head = 0; head < queue.length; head++) {
      const at = queue[head]!;
      const node = this.#freeNode(at);
      if (node !== undefined) {
        this.#free.take(node);
        this.#moveAlong(at, nodeNumber(node), cameFrom);
        for (const number of seen) this.#seen[number] = 0;
        return true;
      }
      for (const number of this.#look(at)) {
        seen.push(number);
        const other = this.#holderOf.get(number)!;
        cameFrom.set(other, { holder: at, number });
        queue.push(other);
      }
    }
    this.#scopesOf.delete(holder);
    return false;
  }

  /** Each node that is taken, with its holder; ascending node numbers. */
  holders(): [TreeNode, Holder][] {
    return [...this.#holderOf].sort(([a], [b]) => a - b).map(([number, holder]) => [nodeAt(number), holder]);
  }

  #freeNode(holder: Holder): TreeNode | undefined {
    for (const scope of this.#scopesOf.get(holder)!) {
      const node = this.#free.find(scope);
      if (node !== undefined) return node;
    }
    return undefined;
  }

  /** Numbers of the nodes in a holder's scopes where no search was yet; marks them. */
  #look(holder: Holder): number[] {
    const found: number[] = [];
    for (const scope of this.#scopesOf.get(holder)!) {
      const stack = [nodeNumber(scope)];
      for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
        if (number >= this.#nodes || this.#seen[number] === 1) continue;
        this.#seen[number] = 1;
        found.push(number);
        stack.push(2 * number + 2, 2 * number + 1);
      }
    }
    return found;
  }

  /** The holder at the path's end takes the free node; each one before it takes what its successor held. */
  #moveAlong(
    last: Holder,
    freeNumber: number,
    cameFrom: ReadonlyMap<Holder, { holder: Holder; number: number }>,
  ): void {
    let holder = last;
    let number = freeNumber;
    for (;;) {
      this.#holderOf.set(number, holder);
      const step = cameFrom.get(holder);
      if (step === undefined) return;
      ({ holder, number } = step);
    }
  }
}
