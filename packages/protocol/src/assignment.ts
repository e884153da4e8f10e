import { ScopeMatching } from "./ScopeMatching.ts";
import type { TranscriptEntry } from "./Transcript.ts";
import { assertTreeDepth, covers, isNodeOf, nodeKey, type TreeNode } from "./TreeNode.ts";
import type { Vote } from "./Vote.ts";

/**
 * P5.1: gives votes to nodes so that the number of distinct provers is the largest possible, then gives the nodes left to
 * further votes of the same provers, as many as can be, without losing a prover. Deterministic; the order of `votes` does not
 * matter, except that of several with the same (seat, depth, index, slot) the first counts.
 *
 * Where there is not room for all, the seats of higher weight stay (then the lower seat number). The nodes left are dealt out in
 * rounds, one further vote to each seat a round, higher weight first.
 *
 * @param votes - valid votes of one proposal. Scopes outside the tree are left out.
 * @param treeDepth - depth of the block, 1..11.
 * @param weight - past performance of a seat, higher is better.
 * @returns at most one entry per node, ascending node numbers.
 * @throws TRL-PRO-003 for a depth out of range.
 */
export function assign(
  votes: readonly Vote[],
  treeDepth: number,
  weight: (seat: number) => number = () => 1,
): TranscriptEntry[] {
  assertTreeDepth(treeDepth);
  const bySeat = groupBySeat(votes, treeDepth);
  const seats = [...bySeat.keys()].sort((a, b) => weight(b) - weight(a) || a - b);

  const seatMatching = new ScopeMatching<number>(treeDepth);
  for (const seat of seats) seatMatching.add(seat, scopesOf(bySeat.get(seat)!));

  const voteMatching = new ScopeMatching<Vote>(treeDepth);
  const spent = new Set<Vote>();
  for (const [node, seat] of seatMatching.holders()) {
    // The narrowest vote that covers the node: the wider ones serve elsewhere.
    const vote = bySeat.get(seat)!.find((own) => covers(own, node))!;
    spent.add(vote);
    voteMatching.place(vote, [vote], node);
  }
  for (const vote of inRounds(seats, bySeat, spent)) {
    if (voteMatching.isFull) break;
    voteMatching.add(vote, [vote]);
  }
  return voteMatching.holders().map(([node, { seat, depth, index, slot, signature }]) => ({
    node,
    seat,
    vote: { depth, index, slot },
    signature,
  }));
}

/** Votes of each seat without repetitions, narrow scopes first. */
function groupBySeat(votes: readonly Vote[], treeDepth: number): Map<number, Vote[]> {
  const unique = new Map<string, Vote>();
  for (const vote of votes) {
    const key = `${vote.seat}:${nodeKey(vote)}:${vote.slot}`;
    if (isNodeOf(vote, treeDepth) && !unique.has(key)) unique.set(key, vote);
  }
  const bySeat = new Map<number, Vote[]>();
  const ordered = [...unique.values()].sort(
    (a, b) => b.depth - a.depth || a.index - b.index || a.slot - b.slot || a.seat - b.seat,
  );
  for (const vote of ordered) {
    const own = bySeat.get(vote.seat);
    if (own === undefined) bySeat.set(vote.seat, [vote]);
    else own.push(vote);
  }
  return bySeat;
}

/** The different subtrees that a seat's votes name, narrow ones first. */
function scopesOf(votes: readonly Vote[]): TreeNode[] {
  return [...new Map(votes.map((vote) => [nodeKey(vote), vote])).values()];
}

/** The unspent votes: first one of each seat, then a second one of each, and so on. */
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
