import { TrellisError } from "@trellis/field";
import type { NodeWeights } from "../pay/rewards.ts";
import type { NodeKind } from "../tree/TreeNode.ts";

/** R2: how many nodes of each kind were proven as committed, and how many entries of the transcript bind nobody. */
export interface Tally {
  readonly committed: Readonly<Record<NodeKind, number>>;
  readonly vacant: Readonly<Record<NodeKind, number>>;
}

const LANES = [
  ["committed", "leaf"],
  ["committed", "merge"],
  ["committed", "root"],
  ["vacant", "leaf"],
  ["vacant", "merge"],
  ["vacant", "root"],
] as const;
const LANE_BITS = 16n;

/** R2: a tally as one field: six numbers of 16 bits, the first one lowest. Fields of two subtrees add up to that of both. */
export function encodeTally(tally: Tally): bigint {
  return LANES.reduce(
    (sum, [part, kind], lane) => sum | (BigInt(tally[part][kind]) << (LANE_BITS * BigInt(lane))),
    0n,
  );
}

/** Inverse of {@link encodeTally}. @throws TRL-PRO-015 for a field of more than 96 bits. */
export function decodeTally(field: bigint): Tally {
  if (field < 0n || field >> (LANE_BITS * BigInt(LANES.length)) !== 0n) {
    throw new TrellisError("TRL-PRO-015", "A tally is a number of at most 96 bits.", {});
  }
  const counts = LANES.map((_, lane) => Number((field >> (LANE_BITS * BigInt(lane))) & 0xffffn));
  const [a, b, c, d, e, f] = counts as [number, number, number, number, number, number];
  return { committed: { leaf: a, merge: b, root: c }, vacant: { leaf: d, merge: e, root: f } };
}

/**
 * R2: what a proposal's tally becomes when L1 keeps another proof: the committed counts of the best one, and of each kind the most vacant
 * entries that one of them shows.
 * @param kept - the tally before. @param added - that of the new proof. @param isBest - whether it is the best one.
 * @throws TRL-PRO-015 for a field of more than 96 bits.
 */
export function mergeTallies(kept: bigint, added: bigint, isBest: boolean): bigint {
  const [before, now] = [decodeTally(kept), decodeTally(added)];
  const most = (kind: NodeKind): number => Math.max(before.vacant[kind], now.vacant[kind]);
  return encodeTally({
    committed: (isBest ? now : before).committed,
    vacant: { leaf: most("leaf"), merge: most("merge"), root: most("root") },
  });
}

/** R2: weight of counted nodes, in the units of the deployment's node weights. */
export function weightOf(counts: Readonly<Record<NodeKind, number>>, weights: NodeWeights): bigint {
  return (
    weights.leaf * BigInt(counts.leaf) +
    weights.merge * BigInt(counts.merge) +
    weights.root * BigInt(counts.root)
  );
}
