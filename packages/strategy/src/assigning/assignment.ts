import type { SignedEntry } from "@trellis/protocol";
import {
  assertTreeDepth,
  covers,
  isNodeOf,
  MAX_DEPTH,
  nodeAt,
  nodeNumber,
  SEATS,
  type Vote,
} from "@trellis/protocol";
import { ScopeMatching } from "./ScopeMatching.ts";

/**
 * Assigns a proposal's votes to the nodes of its tree: at most one entry per node, each with a vote that covers it.
 * {@link assign} is one implementation.
 */
export type AssignVotes = (votes: readonly Vote[], treeDepth: number) => SignedEntry[];

/**
 * P5.1: assigns votes to nodes so that the number of distinct provers is as large as possible. Then assigns as many of the remaining
 * nodes as possible to further votes of the same provers, without losing a prover. Deterministic. The order of `votes` does not
 * matter, except that among several with the same (seat, depth, index, slot) the first counts.
 *
 * If there is no room for all seats, those with higher precedence are taken, then those with lower numbers. The remaining nodes are
 * dealt out in rounds: one further vote per seat and round, higher precedence first. Among votes that may swap nodes, those of heavier
 * seats get nodes higher in the tree.
 *
 * @param votes - valid votes of one proposal. Scopes outside the tree are left out.
 * @param treeDepth - depth of the block, 1..11.
 * @param weight - past performance of a seat, higher is better.
 * @param precedence - who comes first, higher is earlier; the weight by default.
 * @returns at most one entry per node, ascending node numbers.
 * @throws TRL-PRO-003 for a depth out of range.
 */
export function assign(
  votes: readonly Vote[],
  treeDepth: number,
  weight: (seat: number) => number = () => 1,
  precedence: (seat: number) => number = weight,
): SignedEntry[] {
  assertTreeDepth(treeDepth);
  const bySeat = groupBySeat(votes, treeDepth);
  const weights = new Map([...bySeat.keys()].map((seat) => [seat, weight(seat)]));
  const ranks = new Map([...bySeat.keys()].map((seat) => [seat, precedence(seat)]));
  const seats = [...bySeat.keys()].sort((a, b) => ranks.get(b)! - ranks.get(a)! || a - b);

  const seatMatching = new ScopeMatching(treeDepth);
  seats.forEach((seat, i) => void seatMatching.add(i, scopesOf(bySeat.get(seat)!)));

  const voteMatching = new ScopeMatching(treeDepth);
  const placed: Vote[] = [];
  const spent = new Set<Vote>();
  for (const [number, i] of seatMatching.holders()) {
    const node = nodeAt(number);
    // Use the narrowest vote that covers the node, because wider votes can serve elsewhere.
    const vote = bySeat.get(seats[i]!)!.find((own) => covers(own, node))!;
    spent.add(vote);
    voteMatching.place(placed.push(vote) - 1, [nodeNumber(vote)], number);
  }
  for (const vote of inRounds(seats, bySeat, spent)) {
    if (voteMatching.isFull) break;
    voteMatching.add(placed.push(vote) - 1, [nodeNumber(vote)]);
  }
  const holders = [...voteMatching.holders()].map(([number, holder]) => ({ number, vote: placed[holder]! }));
  return byWeight(holders, weights).map(({ number, vote: { seat, depth, index, slot, signature } }) => ({
    node: nodeAt(number),
    seat,
    vote: { depth, index, slot },
    signature,
  }));
}

interface Placed {
  readonly number: number;
  readonly vote: Vote;
}

/**
 * Votes of one scope may swap nodes. Those of heavier seats get the upper nodes: the more nodes wait for a node, the more depends on
 * its prover. Equal weights keep their nodes.
 */
function byWeight(holders: readonly Placed[], weights: ReadonlyMap<number, number>): Placed[] {
  const ofScope = Map.groupBy(holders, ({ vote }) => nodeNumber(vote));
  const next = new Map(
    [...ofScope].map(([scope, own]) => [
      scope,
      own
        .map(({ vote }) => vote)
        .sort((a, b) => weights.get(b.seat)! - weights.get(a.seat)!)
        .values(),
    ]),
  );
  return holders.map(({ number, vote }) => ({ number, vote: next.get(nodeNumber(vote))!.next().value! }));
}

/** Votes of each seat without repetitions, narrow scopes first. */
function groupBySeat(votes: readonly Vote[], treeDepth: number): Map<number, Vote[]> {
  const unique = new Map<number, Vote>();
  for (const vote of votes) {
    if (!isNodeOf(vote, treeDepth)) continue;
    const rank = rankOf(vote);
    if (!unique.has(rank)) unique.set(rank, vote);
  }
  const bySeat = new Map<number, Vote[]>();
  for (const rank of Float64Array.from(unique.keys()).sort()) {
    const vote = unique.get(rank)!;
    const own = bySeat.get(vote.seat);
    if (own === undefined) bySeat.set(vote.seat, [vote]);
    else own.push(vote);
  }
  return bySeat;
}

/** A number for each possible vote: deeper scopes first, then by index, slot and seat. 42 bits. */
function rankOf({ depth, index, slot, seat }: Vote): number {
  return (((MAX_DEPTH - depth) * 2 ** MAX_DEPTH + index) * 2 ** 16 + slot) * SEATS + seat;
}

/** Node numbers of the distinct scopes of a seat's votes, narrow ones first. */
function scopesOf(votes: readonly Vote[]): number[] {
  return [...new Set(votes.map(nodeNumber))];
}

/** The unused votes: first one of each seat, then a second one of each, and so on. */
function* inRounds(
  seats: readonly number[],
  bySeat: ReadonlyMap<number, readonly Vote[]>,
  spent: ReadonlySet<Vote>,
): Generator<Vote> {
  let left = seats.map((seat) => bySeat.get(seat)!.filter((vote) => !spent.has(vote)));
  for (let round = 0; left.length > 0; round++) {
    left = left.filter((own) => own.length > round);
    for (const own of left) yield own[round]!;
  }
}
