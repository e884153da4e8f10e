import type { Proposal } from "@trellis/protocol";
import type { PayTerms } from "./expectedPay.ts";

/** The settings of the rollup that decide what provers are paid. */
export interface PaySettings {
  /** Wei. */
  readonly blockReward: bigint;
  readonly leafWeight: number;
  readonly mergeWeight: number;
  readonly rootWeight: number;
  readonly uncommittedFactorBps: number;
}

/** P8.3: the terms by which a proposal pays its provers. */
export function payTerms(
  { blockReward, leafWeight, mergeWeight, rootWeight, uncommittedFactorBps }: PaySettings,
  { depth, proverShareBps }: Pick<Proposal, "depth" | "proverShareBps">,
): PayTerms {
  return {
    blockReward,
    proverShareBps,
    weights: { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) },
    uncommittedFactorBps,
    treeDepth: depth,
  };
}
