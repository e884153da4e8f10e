import { poseidon2Hash, TrellisError } from "@trellis/field";

/**
 * R3: the root of the binary Poseidon2 tree that holds `leaf` at place `index`. L1 computes it by `IPoseidon2.root`, the circuits by
 * `path_root`.
 * @param siblings - from the leaf up; their number is the tree's depth.
 */
export function poseidonPathRoot(leaf: bigint, index: number, siblings: readonly bigint[]): bigint {
  return siblings.reduce(
    (node, sibling, level) =>
      Math.floor(index / 2 ** level) % 2 === 1
        ? poseidon2Hash([sibling, node])
        : poseidon2Hash([node, sibling]),
    leaf,
  );
}

/** Work on a tree that yields pairs to be hashed, and takes their hashes. */
export type TreeSteps<Result> = Generator<
  readonly (readonly [left: bigint, right: bigint])[],
  Result,
  readonly bigint[]
>;

/** R3: a binary Poseidon2 tree of fixed depth. A place that was never set holds 0. One change costs `depth` hashes. */
export class PoseidonTree {
  readonly depth: number;
  /** Nodes that differ from those of the empty tree, by level and index; level 0 holds the leaves. */
  readonly #levels: Map<number, bigint>[];
  /** Root of the empty tree of each depth. */
  readonly #empty: bigint[] = [0n];

  /** @param depth - 1..20. */
  constructor(depth: number) {
    this.depth = depth;
    this.#levels = Array.from({ length: depth + 1 }, () => new Map());
    for (let level = 0; level < depth; level++) {
      const below = this.#empty[level]!;
      this.#empty.push(poseidon2Hash([below, below]));
    }
  }

  /** A copy that later changes of this tree do not reach. */
  clone(): PoseidonTree {
    const copy = new PoseidonTree(this.depth);
    for (const [level, nodes] of this.#levels.entries()) {
      for (const [index, node] of nodes) copy.#levels[level]!.set(index, node);
    }
    return copy;
  }

  /** The leaf at a place, 0 where nothing was set. @throws TRL-PRO-004 for a place outside the tree. */
  leaf(index: number): bigint {
    this.#assertPlace(index);
    return this.#node(0, index);
  }

  /** Puts a leaf at a place. @throws TRL-PRO-004 for a place outside the tree; TRL-LED-001 for a leaf that is not a field element. */
  set(index: number, leaf: bigint): void {
    this.setAll([[index, leaf]]);
  }

  /**
   * Puts leaves at their places. Each node above them is hashed once. After an error the tree is in no defined state.
   * @throws as {@link set}.
   */
  setAll(leaves: Iterable<readonly [index: number, leaf: bigint]>): void {
    const steps = this.setAllSteps(leaves);
    let next = steps.next();
    while (next.done !== true) next = steps.next(next.value.map((pair) => poseidon2Hash(pair)));
  }

  /**
   * {@link setAll}, in steps, so that a thread can hash: each step yields the pairs of one level and takes their hashes.
   * @throws as {@link set}.
   */
  *setAllSteps(leaves: Iterable<readonly [index: number, leaf: bigint]>): TreeSteps<void> {
    let changed = new Set<number>();
    for (const [index, leaf] of leaves) {
      this.#assertPlace(index);
      this.#levels[0]!.set(index, leaf);
      changed.add(index);
    }
    for (let level = 1; level <= this.depth; level++) {
      changed = new Set([...changed].map((index) => index >> 1));
      const places = [...changed];
      if (places.length === 0) return;
      const hashes = yield places.map(
        (at) => [this.#node(level - 1, 2 * at), this.#node(level - 1, 2 * at + 1)] as const,
      );
      for (const [i, at] of places.entries()) this.#levels[level]!.set(at, hashes[i]!);
    }
  }

  root(): bigint {
    return this.#node(this.depth, 0);
  }

  /** The siblings of a place, from the leaf up. @throws TRL-PRO-004 for a place outside the tree. */
  path(index: number): bigint[] {
    this.#assertPlace(index);
    return Array.from({ length: this.depth }, (_, level) => this.#node(level, (index >> level) ^ 1));
  }

  #node(level: number, index: number): bigint {
    return this.#levels[level]!.get(index) ?? this.#empty[level]!;
  }

  #assertPlace(index: number): void {
    if (Number.isInteger(index) && index >= 0 && index < 2 ** this.depth) return;
    throw new TrellisError("TRL-PRO-004", "The tree has no such place.", { index, depth: this.depth });
  }
}
