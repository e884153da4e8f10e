import type { TreeNode } from "@trellis/protocol";

/** The factor by which a judgement fades with each height: half of it remains after 23. */
const DECAY = 0.97;
/** A judgement of less than this part of a node is forgotten. */
const FORGOTTEN = 0.05;
/** Nodes without a claim from which on a seat is left out … */
const UNCLAIMED = 3;
/** … if it has claimed less than this part. */
const CLAIMED_PART = 0.5;
/** Part of its nodes that a reliable seat keeps, as {@link keptPart} tells it. */
const RELIABLE = 0.8;
/** What a seat may have missed and still count as reliable, however little is known of it: one node, 23 heights ago. */
const FORGIVEN = 0.5;
/** Most nodes counted for one seat, so that the past does not weigh for ever. */
const MAX_NODES = 64;

/** R8: how a seat keeps what its votes offer. The counts are fractions, because the past fades. */
export interface ClaimConduct {
  /** Nodes that it was bound to by its own vote and that were ready for the time of a claim. */
  readonly bound: number;
  /** Those of them that it claimed or proved. */
  readonly kept: number;
}

/** A node of a revealed block that a seat was bound to. */
export interface BoundNode {
  readonly node: TreeNode;
  readonly seat: number;
  /** Whether the entry's vote is signed by the seat. A proposer can write any name into a transcript. */
  readonly hasVoted: boolean;
  /** Whether this party held the node's inputs, and so the seat could, for the time of a claim while the block was worth proving. */
  readonly wasReady: boolean;
  /** Whether a claim or proof of the seat for it was seen. */
  readonly wasKept: boolean;
}

/** R8: the conduct of the seats of one block. Nodes that were never ready say nothing about their seats. */
export function judgeClaims(nodes: Iterable<BoundNode>): Map<number, ClaimConduct> {
  const conducts = new Map<number, ClaimConduct>();
  for (const { seat, hasVoted, wasReady, wasKept } of nodes) {
    if (!hasVoted || !wasReady) continue;
    conducts.set(seat, addClaims(conducts.get(seat), { bound: 1, kept: wasKept ? 1 : 0 }));
  }
  return conducts;
}

/** The sum of two judgements of a seat. */
export function addClaims(one: ClaimConduct | undefined, { bound, kept }: ClaimConduct): ClaimConduct {
  const sum = { bound: (one?.bound ?? 0) + bound, kept: (one?.kept ?? 0) + kept };
  return scaled(sum, Math.min(1, MAX_NODES / sum.bound));
}

/** A judgement after it has faded by one height; undefined if almost nothing remains. */
export function fadeClaims(conduct: ClaimConduct): ClaimConduct | undefined {
  const faded = scaled(conduct, DECAY);
  return faded.bound < FORGOTTEN ? undefined : faded;
}

/**
 * R8: whether a proposer leaves a seat out: it votes and does not claim. A vote costs nothing, so a seat that offers and stays away
 * would take the place of one that works. The past fades, so after a while it is tried again.
 */
export function isIdle(conduct: ClaimConduct | undefined): boolean {
  if (conduct === undefined) return false;
  const { bound, kept } = conduct;
  return bound - kept >= UNCLAIMED && kept < CLAIMED_PART * bound;
}

/**
 * P5.1: a seat's weight when nodes are assigned, 0 … 1: the part of its nodes that it keeps, drawn towards one half while little is known.
 */
export function keptPart(conduct: ClaimConduct | undefined): number {
  const { bound, kept } = conduct ?? { bound: 0, kept: 0 };
  return (kept + 1) / (bound + 2);
}

/**
 * P5.1: who comes first where there is no room for all seats; higher is earlier. Reliable seats take turns: those go first that were bound
 * least of late. A seat that has missed nothing of late is reliable, so that a new seat is tried. Of all others the part of its nodes that a seat
 * keeps decides.
 */
export function precedence(conduct: ClaimConduct | undefined): number {
  const { bound, kept } = conduct ?? { bound: 0, kept: 0 };
  const isReliable = bound - kept < FORGIVEN || keptPart(conduct) >= RELIABLE;
  return isReliable ? 1 + 1 / (1 + bound) : keptPart(conduct);
}

function scaled({ bound, kept }: ClaimConduct, by: number): ClaimConduct {
  return { bound: bound * by, kept: kept * by };
}
