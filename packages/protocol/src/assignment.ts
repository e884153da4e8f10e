import { FreeNodes } from "./FreeNodes.ts";
import type { TranscriptEntry } from "./Transcript.ts";
import { covers, isNodeOf, nodeCount, nodeKey, nodeNumber, subtree, type TreeNode } from "./TreeNode.ts";
import type { Vote } from "./Vote.ts";

/**
 * P5.1: gives votes to nodes so that the number of distinct provers is the largest possible, then fills the nodes left with
 * further votes of the same provers. Deterministic for the same input.
 *
 * Seats are matched to nodes by breadth-first augmenting paths, seats of higher weight first. An augmentation never takes the
 * node of a matched seat without giving it another, so where there is not room for all, the best performers stay (the matched
 * sets form a transversal matroid, for which this greedy order is optimal).
 *
 * @param votes - valid votes of one proposal. The same (seat, depth, index, slot) counts once; scopes outside the tree are left out.
 * @param treeDepth - depth of the block, 1..11.
 * @param weight - past performance of a seat, higher is better.
 */
export function assign(
  votes: readonly Vote[],
  treeDepth: number,
  weight: (seat: number) => number = () => 1,
): TranscriptEntry[] {
  const bySeat = groupBySeat(votes, treeDepth);
  const seats = [...bySeat.keys()].sort((a, b) => weight(b) - weight(a) || a - b);
  const free = new FreeNodes(treeDepth);
  const entries = new Map<number, TranscriptEntry>();
  const spent = new Set<Vote>();

  for (const [node, seat] of matchSeats(seats, bySeat, treeDepth, free)) {
    name(node, bySeat.get(seat)!.find((vote) => covers(vote, node))!);
  }
  // Narrow scopes first, so that a vote for any node is not spent where only a narrow one fits.
  const rest = seats
    .flatMap((seat) => bySeat.get(seat)!)
    .filter((vote) => !spent.has(vote))
    .sort((a, b) => b.depth - a.depth || weight(b.seat) - weight(a.seat));
  for (const vote of rest) {
    const node = free.find(vote);
    if (node === undefined) continue;
    free.take(node);
    name(node, vote);
  }
  return [...entries].sort(([a], [b]) => a - b).map(([, entry]) => entry);

  function name(node: TreeNode, vote: Vote): void {
    const { seat, depth, index, slot, signature } = vote;
    spent.add(vote);
    entries.set(nodeNumber(node), { node, seat, vote: { depth, index, slot }, signature });
  }
}

/** Votes of each seat without repetitions, narrow scopes first. */
function groupBySeat(votes: readonly Vote[], treeDepth: number): Map<number, Vote[]> {
  const unique = new Map<string, Vote>();
  for (const vote of votes) {
    if (isNodeOf(vote, treeDepth)) unique.set(`${vote.seat}:${nodeKey(vote)}:${vote.slot}`, vote);
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

/** Maximum bipartite matching of seats to nodes. Takes the matched nodes from `free`. */
function matchSeats(
  seats: readonly number[],
  bySeat: ReadonlyMap<number, readonly Vote[]>,
  treeDepth: number,
  free: FreeNodes,
): Map<TreeNode, number> {
  const holderOf = new Map<number, number>();
  const held = new Map<number, TreeNode>();
  const visited = new Int32Array(nodeCount(treeDepth)).fill(-1);
  for (const [turn, seat] of seats.entries()) {
    const cameFrom = new Map<number, { seat: number; node: TreeNode }>();
    const queue = [seat];
    for (let head = 0; head < queue.length; head++) {
      const at = queue[head]!;
      const node = firstFree(at);
      if (node !== undefined) {
        free.take(node);
        moveAlong(at, node, cameFrom);
        break;
      }
      for (const vote of bySeat.get(at)!) {
        for (const wanted of subtree(vote, treeDepth)) {
          const number = nodeNumber(wanted);
          if (visited[number] === turn) continue;
          visited[number] = turn;
          const holder = holderOf.get(number)!;
          if (holder === seat || cameFrom.has(holder)) continue;
          cameFrom.set(holder, { seat: at, node: wanted });
          queue.push(holder);
        }
      }
    }
  }
  return new Map([...held].map(([seat, node]) => [node, seat]));

  function firstFree(seat: number): TreeNode | undefined {
    for (const vote of bySeat.get(seat)!) {
      const node = free.find(vote);
      if (node !== undefined) return node;
    }
    return undefined;
  }

  /** The seat at the path's end takes the free node; each one before it takes what its successor held. */
  function moveAlong(
    last: number,
    freeNode: TreeNode,
    cameFrom: ReadonlyMap<number, { seat: number; node: TreeNode }>,
  ): void {
    let seat = last;
    let node = freeNode;
    for (;;) {
      holderOf.set(nodeNumber(node), seat);
      held.set(seat, node);
      const step = cameFrom.get(seat);
      if (step === undefined) return;
      ({ seat, node } = step);
    }
  }
}
