import { nodeKind, type TreeNode } from "@trellis/protocol";
import type { NodeSeconds } from "./expectedPay.ts";
import { PATIENCE } from "./rescueTime.ts";

/** A node that could be proven, as this party saw it. Times are milliseconds of one clock. */
export interface ObservedNode {
  readonly node: TreeNode;
  readonly readyAt: number;
  /** Seat that the transcript binds to it; undefined if the entry is vacant. */
  readonly named: number | undefined;
  readonly isClaimed: boolean;
  /** Seats whose proof of it is known. */
  readonly provenBy: readonly number[];
}

/** What seats have shown in a round. */
export interface SeatsInRound {
  /** R15: bound to a node that was ready for the time of a claim, and neither a claim nor a proof of theirs was seen. */
  readonly silent: ReadonlySet<number>;
  /** R15: claimed a node and had not proven it when others' patience was over. */
  readonly late: ReadonlySet<number>;
}

/**
 * R15: which seats others no longer wait for in this round. One sign of life takes a seat out of the silent ones: a prover whose machine
 * is busy claims one node and leaves another.
 * @param seconds - measured times of such proofs in the network.
 * @param claimTime - `claimSeconds` of the rollup.
 */
export function seatsInRound(
  nodes: readonly ObservedNode[],
  treeDepth: number,
  seconds: NodeSeconds,
  claimTime: number,
  now: number,
): SeatsInRound {
  const silent = new Set<number>();
  const late = new Set<number>();
  const alive = new Set<number>();
  for (const { node, readyAt, named, isClaimed, provenBy } of nodes) {
    for (const seat of provenBy) alive.add(seat);
    if (named === undefined) continue;
    const time = seconds[nodeKind(node, treeDepth)];
    if (isClaimed) {
      alive.add(named);
      if (!provenBy.includes(named) && now >= readyAt + PATIENCE * time * 1_000) late.add(named);
    } else if (now >= readyAt + claimTime * 1_000) silent.add(named);
  }
  return { silent: silent.difference(alive), late };
}
