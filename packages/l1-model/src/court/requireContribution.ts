import { refuseIf } from "../calls/refuseIf.ts";
import type { Commitment } from "../rollup/Commitment.ts";
import { type ContributionProof, contributionsRoot } from "../rollup/contributionsRoot.ts";

/**
 * P6.4: the contribution must stand in the accepted proof.
 * @throws Refusal `WrongPathLength` or `WrongContributions`.
 */
export function requireContribution(block: Commitment, proof: ContributionProof): void {
  refuseIf(contributionsRoot(proof, block.depth) !== block.contributionsHash, "WrongContributions");
}
