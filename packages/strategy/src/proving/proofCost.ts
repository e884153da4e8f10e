import type { NodeKind } from "@trellis/protocol";

/**
 * R6: what a proof costs a prover, a setting of its node. Wei of the native token, which provers are paid in: for each proof by kind of
 * node, or for each second that a machine works.
 */
export type ProofCost =
  | { readonly perProof: Readonly<Record<NodeKind, bigint>> }
  | { readonly perSecond: bigint };

/** R6: the cost of one proof, wei, rounded up. @param seconds - measured time of such a proof. */
export function costOfProof(cost: ProofCost, kind: NodeKind, seconds: number): bigint {
  if ("perProof" in cost) return cost.perProof[kind];
  return (cost.perSecond * BigInt(Math.ceil(seconds * 1_000)) + 999n) / 1_000n;
}
