import { TrellisError } from "@trellis/field";
import type { VoteScope } from "../auction/Vote.ts";
import { concatBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { assertSeat, ProverBitmap } from "../seats/ProverBitmap.ts";
import { assertTreeDepth, children, isNodeOf, nodeKey, parent, subtree, type TreeNode } from "./TreeNode.ts";

/** P6.4: who proved a node. A null seat means that nobody is named and nobody is paid. */
export interface Contribution {
  readonly node: TreeNode;
  readonly seat: number | null;
  readonly vote: VoteScope;
}

/** The vote's fields if nobody is named. */
export const NO_VOTE: VoteScope = { depth: 0, index: 0, slot: 0 };

/** One step of a claim's path: the ancestor's other child and the ancestor's own entry. */
export interface ContributionStep {
  readonly sibling: Uint8Array;
  readonly entry: Uint8Array;
}

/** Who proved one node, and its path to the contributions hash of the whole tree. Claims and reports submit this to L1. */
export interface ContributionOpening {
  readonly contribution: Contribution;
  /** Hashes of the node's children; undefined for a leaf. */
  readonly children: readonly [Uint8Array, Uint8Array] | undefined;
  readonly path: readonly ContributionStep[];
}

/**
 * 10 bytes: node, seat + 1 (0 = nobody), vote.
 * @throws TRL-PRO-006 for a seat outside 0..2047, TRL-PRO-001 for a number that does not fit its bytes.
 */
export function contributionEntry(contribution: Contribution): Uint8Array {
  const { node, seat, vote } = contribution;
  if (seat !== null) assertSeat(seat);
  const named = seat === null ? NO_VOTE : vote;
  return concatBytes(
    toBytes(node.depth, 1),
    toBytes(node.index, 2),
    toBytes(seat === null ? 0 : seat + 1, 2),
    toBytes(named.depth, 1),
    toBytes(named.index, 2),
    toBytes(named.slot, 2),
  );
}

/** Contributions hash of a leaf. */
export function leafContributionsHash(own: Contribution): Uint8Array {
  return sha256(contributionEntry(own));
}

/** Contributions hash of a merge or root from its children's. */
export function innerContributionsHash(left: Uint8Array, right: Uint8Array, own: Contribution): Uint8Array {
  return sha256(exactly(left, 32), exactly(right, 32), contributionEntry(own));
}

/** The seats that proved something. */
export function contributionsBitmap(contributions: readonly Contribution[]): ProverBitmap {
  return ProverBitmap.of(contributions.flatMap(({ seat }) => (seat === null ? [] : [seat])));
}

const outside = (node: TreeNode): TrellisError =>
  new TrellisError("TRL-PRO-009", `node ${nodeKey(node)} is not in this subtree`);

/** P6.4: the SHA-256 tree of who proved which node of the subtree at `top`. */
export class ContributionTree {
  readonly treeDepth: number;
  readonly top: TreeNode;
  readonly #byNode = new Map<string, Contribution>();
  readonly #hashes = new Map<string, Uint8Array>();

  /**
   * @param contributions - exactly one for each node of the subtree, in any order.
   * @throws TRL-PRO-009 if a node is missing, occurs twice or lies outside; TRL-PRO-003 for a depth outside 1..11; also
   * throws as {@link contributionEntry} does.
   */
  constructor(contributions: readonly Contribution[], top: TreeNode, treeDepth: number) {
    assertTreeDepth(treeDepth);
    this.treeDepth = treeDepth;
    this.top = top;
    if (!isNodeOf(top, treeDepth)) throw outside(top);
    for (const contribution of contributions) this.#byNode.set(nodeKey(contribution.node), contribution);
    const nodes = subtree(top, treeDepth);
    if (contributions.length !== nodes.length || nodes.some((node) => !this.#byNode.has(nodeKey(node)))) {
      throw new TrellisError("TRL-PRO-009", "contributions must name each node of the subtree once", {
        top: nodeKey(top),
        expected: nodes.length,
        actual: contributions.length,
      });
    }
    for (const node of nodes.reverse()) {
      const own = this.at(node);
      const [left, right] = children(node);
      this.#hashes.set(
        nodeKey(node),
        node.depth === treeDepth
          ? leafContributionsHash(own)
          : innerContributionsHash(this.#hash(left), this.#hash(right), own),
      );
    }
  }

  /**
   * Who proved `node`.
   * @throws TRL-PRO-009 for a node outside the subtree, as does every method here that takes a node.
   */
  at(node: TreeNode): Contribution {
    const own = this.#byNode.get(nodeKey(node));
    if (own === undefined) throw outside(node);
    return own;
  }

  /** Contributions hash of the subtree at `node`. */
  hash(node: TreeNode): Uint8Array {
    return this.#hash(node).slice();
  }

  #hash(node: TreeNode): Uint8Array {
    const hash = this.#hashes.get(nodeKey(node));
    if (hash === undefined) throw outside(node);
    return hash;
  }

  /** `contributionsHash` of the whole subtree. */
  root(): Uint8Array {
    return this.hash(this.top);
  }

  /** Steps from `node` up to `top`. */
  path(node: TreeNode): ContributionStep[] {
    this.at(node);
    const steps: ContributionStep[] = [];
    for (let at = node; nodeKey(at) !== nodeKey(this.top); at = parent(at)!) {
      const above = parent(at)!;
      const [left, right] = children(above);
      steps.push({
        sibling: this.hash(at.index & 1 ? left : right),
        entry: contributionEntry(this.at(above)),
      });
    }
    return steps;
  }

  /** The hashes of an inner node's children, undefined for a leaf. The node's own claim needs them besides the path. */
  childHashes(node: TreeNode): [Uint8Array, Uint8Array] | undefined {
    this.at(node);
    if (node.depth === this.treeDepth) return undefined;
    const [left, right] = children(node);
    return [this.hash(left), this.hash(right)];
  }

  /** Who proved `node`, with the hashes that prove it. */
  opening(node: TreeNode): ContributionOpening {
    return { contribution: this.at(node), children: this.childHashes(node), path: this.path(node) };
  }

  /** All entries, root first, row by row. */
  contributions(): Contribution[] {
    return subtree(this.top, this.treeDepth).map((node) => this.at(node));
  }
}
