import { nodeKind, type TreeNode } from "@trellis/protocol";
import type { NodeSeconds } from "./expectedPay.ts";
import type { RescueOrder } from "./RescueOrder.ts";
import { rescueOpensAt, rescueTime } from "./rescueTime.ts";

/** A node that can be proven now: its block is executed, and its children are proven. */
export interface ReadyNode {
  readonly node: TreeNode;
  /** Time since which it can be proven; if it binds a seat, since which others wait for it: `awaitedSince`. Milliseconds. */
  readonly readyAt: number;
  /** Seat that the transcript binds to it (`boundEntries`); undefined if the entry is vacant. */
  readonly named: number | undefined;
  /** R8: whether that seat has claimed it. */
  readonly isClaimed: boolean;
  /** Seats whose proof of it is known. */
  readonly provenBy: readonly number[];
  /** Seats that sent a bad proof of it. Their later proofs of it are refused. */
  readonly barred: readonly number[];
  /** R15: the node's order, made when it is first asked for and kept by the caller. */
  readonly order: () => RescueOrder;
}

/** One prover's seats and what it knows of others in this round. Times are milliseconds of one clock. */
export interface ProvingSituation {
  /** Depth of the block's tree. */
  readonly treeDepth: number;
  /** The prover's seats that are active in the round. */
  readonly seats: readonly number[];
  /** Seats of which nothing came when it was their time. */
  readonly silent: ReadonlySet<number>;
  /** Seats that have let their time pass at a node that they had claimed. */
  readonly late: ReadonlySet<number>;
  /** Measured proving times. */
  readonly seconds: NodeSeconds;
  /** `claimSeconds` of the rollup. */
  readonly claimTime: number;
  readonly now: number;
}

/** A node to prove, and the own seat that proves it. */
export interface ProofOption {
  readonly node: TreeNode;
  readonly seat: number;
  /** Whether the transcript binds the seat to it. If not, the seat proves by a rescue vote. */
  readonly isNamed: boolean;
  /** R8: whether the seat has claimed it, so that it answers for it. */
  readonly isClaimed: boolean;
}

/** What a prover can prove in a block now, in order, and when to look again. */
export interface ProofOptions {
  readonly options: readonly ProofOption[];
  /** Milliseconds. The earliest time at which a further option comes up by itself; undefined if none will. */
  readonly nextAt: number | undefined;
}

/**
 * R15, P6.2: the nodes of a block that a prover can prove now. First what own seats have claimed: they answer for it, whoever else has
 * proven it. Then a root that nobody has claimed, because the block waits for it. Then the nodes at which it is an own seat's turn, the
 * longest due first. A seat that is bound to a node without having claimed it waits for its turn like others, and proves by its vote.
 */
export function proofOptions(nodes: readonly ReadyNode[], situation: ProvingSituation): ProofOptions {
  const { seats, now } = situation;
  const claimed: ProofOption[] = [];
  const due: (ProofOption & { readonly dueAt: number })[] = [];
  let nextAt: number | undefined;
  for (const ready of nodes) {
    const { node, named, isClaimed, provenBy, barred } = ready;
    if (isClaimed && named !== undefined && seats.includes(named)) {
      const isOpen = !provenBy.includes(named) && !barred.includes(named);
      if (isOpen) claimed.push({ node, seat: named, isNamed: true, isClaimed });
      continue;
    }
    const turn = provenBy.length > 0 ? undefined : turnOf(ready, situation);
    if (turn === undefined) continue;
    const { seat, dueAt } = turn;
    if (dueAt <= now) due.push({ node, seat, isNamed: seat === named, isClaimed: false, dueAt });
    else if (nextAt === undefined || dueAt < nextAt) nextAt = dueAt;
  }
  const isRoot = ({ node }: ProofOption): number => Number(node.depth === 0);
  due.sort((a, b) => isRoot(b) - isRoot(a) || a.dueAt - b.dueAt);
  return { options: [...claimed, ...due.map(({ dueAt, ...option }) => option)], nextAt };
}

/** The first own seat in the node's order, and when it is its turn; undefined if no own seat can prove it. */
function turnOf(
  { node, readyAt, named, isClaimed, barred, order }: ReadyNode,
  { treeDepth, seats, silent, late, seconds, claimTime, now }: ProvingSituation,
): { readonly seat: number; readonly dueAt: number } | undefined {
  const time = seconds[nodeKind(node, treeDepth)];
  // A bad proof from the named seat: nobody waits for another one.
  const isNamed = named !== undefined && !barred.includes(named);
  const isLate = named !== undefined && late.has(named);
  const opensAt = rescueOpensAt({ readyAt, isNamed, isClaimed, isLate }, time, claimTime);
  const able = seats.filter((seat) => !barred.includes(seat));
  if (able.length === 0) return undefined;
  // The order is not needed before the node opens.
  if (opensAt > now) return { seat: able[0]!, dueAt: opensAt };
  // The first own seat in the order is the first in turn, whoever is silent.
  let first: { seat: number; rank: number } | undefined;
  for (const seat of able) {
    const rank = order().rank(seat);
    if (rank !== undefined && (first === undefined || rank < first.rank)) first = { seat, rank };
  }
  if (first === undefined) return undefined;
  const { seat } = first;
  return { seat, dueAt: rescueTime(opensAt, order().rank(seat, silent)!, time) };
}

/** A proof to start, in one of several blocks. */
export interface BlockOption extends ProofOption {
  /** The block's place among those that are worked on; 0 is the best. */
  readonly place: number;
}

/** R8: the order in which a prover starts proofs: claimed nodes of all blocks, then the rest, each block by block. */
export function inWorkOrder(blocks: readonly ProofOptions[]): BlockOption[] {
  const all = blocks.flatMap(({ options }, place) => options.map((option) => ({ ...option, place })));
  return [...all.filter(({ isClaimed }) => isClaimed), ...all.filter(({ isClaimed }) => !isClaimed)];
}
