import type { Tally } from "@trellis/protocol";
import { type NodeKind, nodeCount } from "@trellis/protocol";
import type { Block, BlockProof } from "./Block.ts";
import { NOBODY } from "./dealNodes.ts";
import { SeatSet } from "./SeatSet.ts";

/** Nodes of each kind. */
type Kinds = Record<NodeKind, number>;

const none = (): Kinds => ({ leaf: 0, merge: 0, root: 0 });

/** What a proof of a block shows. */
export interface BlockTally {
  readonly tally: Tally;
  /** Committed seats with a committed node proven. */
  readonly provers: SeatSet;
  readonly proverCount: number;
  /** Committed nodes of each agent, and nodes that it rescued, by its number. */
  readonly committed: readonly Kinds[];
  readonly rescued: readonly Kinds[];
}

/** The kind of a node by its number, in a tree of this depth. */
export function kindOf(number: number, depth: number): NodeKind {
  if (number === 0) return "root";
  return number >= 2 ** depth - 1 ? "leaf" : "merge";
}

/**
 * R2: counts what a proof shows.
 * @param owners - the agent of each seat. @param agents - how many there are.
 */
export function tallyBlock(
  { named, committed, depth }: Block,
  { provers }: BlockProof,
  owners: Uint16Array,
  agents: number,
): BlockTally {
  const own = Array.from({ length: agents }, none);
  const rescued = Array.from({ length: agents }, none);
  const tally = { committed: none(), vacant: none() };
  const seats = SeatSet.empty();
  const count = nodeCount(depth);
  const firstLeaf = 2 ** depth - 1;
  for (let number = 0; number < count; number++) {
    const kind = number === 0 ? "root" : number >= firstLeaf ? "leaf" : "merge";
    const name = named[number]!;
    const isVacant = name === NOBODY || !committed.has(name);
    const prover = provers[number]!;
    if (prover === NOBODY) continue;
    if (isVacant) tally.vacant[kind] += 1;
    if (!isVacant && prover === name) {
      tally.committed[kind] += 1;
      own[owners[prover]!]![kind] += 1;
      seats.add(prover);
    } else rescued[owners[prover]!]![kind] += 1;
  }
  return { tally, provers: seats, proverCount: seats.count(), committed: own, rescued };
}
