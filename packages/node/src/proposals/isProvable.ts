import type { Proposal } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";

/** R2, R16: whether L1 may still take proofs of a commitment: until its proof window is over, also if the round ended early. */
export function isProvable(
  chain: Pick<Chain, "roundOfCommitment" | "isProofWindowOver">,
  id: Hex,
  proposal: Proposal,
): boolean {
  return chain.roundOfCommitment(id) !== undefined && !chain.isProofWindowOver(proposal);
}
