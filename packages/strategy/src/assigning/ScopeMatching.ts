import { nodeCount } from "@trellis/protocol";
import { FreeNodes } from "./FreeNodes.ts";

/** Marks nodes in `#seen` that a failed search reached. */
const CLOSED = -1;
const NOBODY = -1;

/**
 * A largest matching of holders to the nodes of a proof tree, built one holder at a time by breadth-first augmenting paths. A holder
 * takes one node inside one of its scopes (subtrees). A holder with a node may be moved to another node but never loses its place. So
 * the holders added first stay: of all sets that can be served together, theirs is the greatest in that order (a transversal matroid).
 *
 * Nodes that a failed search reached stay closed: their holders reach no free node, and no later change can open a path for them. So
 * all failed searches together visit each node once, however many holders there are. A successful search visits each node at most
 * once. Nodes and holders are numbers in plain arrays, so even votes crafted to need long searches cost little.
 */
export class ScopeMatching {
  readonly #nodes: number;
  readonly #free: FreeNodes;
  readonly #holderOf: Int32Array;
  readonly #scopesOf: (readonly number[])[] = [];
  /** The last search that visited a node and its whole subtree, or {@link CLOSED}. */
  readonly #seen: Int32Array;
  /** The holder through whose scopes a search reached a node. */
  readonly #cameBy: Int32Array;
  /** The node of a holder. */
  readonly #nodeOf: number[] = [];
  /** Nodes in the order in which the running search reached them. */
  readonly #reached: Int32Array;
  readonly #stack: number[] = [];
  #searches = 0;
  #taken = 0;

  constructor(treeDepth: number) {
    this.#nodes = nodeCount(treeDepth);
    this.#free = new FreeNodes(treeDepth);
    this.#holderOf = new Int32Array(this.#nodes).fill(NOBODY);
    this.#seen = new Int32Array(this.#nodes);
    this.#cameBy = new Int32Array(this.#nodes);
    this.#reached = new Int32Array(this.#nodes);
  }

  /** Whether every node has a holder. */
  get isFull(): boolean {
    return this.#taken === this.#nodes;
  }

  /** Gives a free node inside its scopes to a new holder. Holders are numbers from 0 on; scopes and nodes are numbers of nodes. */
  place(holder: number, scopes: readonly number[], node: number): void {
    this.#scopesOf[holder] = scopes;
    this.#take(node);
    this.#give(node, holder);
  }

  /** Finds a node for a new holder and moves others if necessary. Returns false if there is none. */
  add(holder: number, scopes: readonly number[]): boolean {
    this.#scopesOf[holder] = scopes;
    this.#searches++;
    let reached = 0;
    let at = holder;
    for (let head = 0; ; head++) {
      const free = this.#freeNode(at);
      if (free !== NOBODY) {
        this.#take(free);
        this.#moveAlong(holder, at, free);
        return true;
      }
      reached = this.#look(at, reached);
      if (head === reached) break;
      at = this.#holderOf[this.#reached[head]!]!;
    }
    for (let i = 0; i < reached; i++) this.#seen[this.#reached[i]!] = CLOSED;
    return false;
  }

  /** The holder of each taken node, by ascending node number. */
  *holders(): Generator<readonly [node: number, holder: number]> {
    for (let node = 0; node < this.#nodes; node++) {
      const holder = this.#holderOf[node]!;
      if (holder !== NOBODY) yield [node, holder];
    }
  }

  #take(node: number): void {
    this.#free.take(node);
    this.#taken++;
  }

  #give(node: number, holder: number): void {
    this.#holderOf[node] = holder;
    this.#nodeOf[holder] = node;
  }

  #freeNode(holder: number): number {
    for (const scope of this.#scopesOf[holder]!) {
      const node = this.#free.find(scope);
      if (node !== NOBODY) return node;
    }
    return NOBODY;
  }

  /** Adds the nodes in a holder's scopes that neither this search nor a failed one has visited. Returns the new number of nodes reached. */
  #look(holder: number, reached: number): number {
    const stack = this.#stack;
    let length = reached;
    for (const scope of this.#scopesOf[holder]!) {
      stack.push(scope);
      for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
        if (number >= this.#nodes) continue;
        const seen = this.#seen[number]!;
        if (seen === this.#searches || seen === CLOSED) continue;
        this.#seen[number] = this.#searches;
        this.#cameBy[number] = holder;
        this.#reached[length++] = number;
        stack.push(2 * number + 2, 2 * number + 1);
      }
    }
    return length;
  }

  /** The holder at the path's end takes the free node. Each holder before it takes its successor's node. The first holder is new. */
  #moveAlong(first: number, last: number, free: number): void {
    let holder = last;
    let node = free;
    while (holder !== first) {
      const left = this.#nodeOf[holder]!;
      this.#give(node, holder);
      node = left;
      holder = this.#cameBy[node]!;
    }
    this.#give(node, first);
  }
}
