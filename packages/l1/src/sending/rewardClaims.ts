import type { ContributionTree } from "@trellis/protocol";
import type { CommittedProposal } from "../reading/CommittedProposal.ts";
import type { RewardClaim } from "./l1Calls.ts";

/** Nodes that one `claimRewards` may claim: about 70,000 gas each, below what one transaction may use (2^24). */
export const MAX_CLAIMS = 128;

/**
 * P8.3 … P8.5: claims of what seats earned in a proven block, root first.
 * @param tree - of the whole block, with the contributions that L1 took.
 * @param isWanted - whether a seat's nodes are claimed.
 */
export function rewardClaims(
  { proposalId, transcriptRoot, bitmap }: CommittedProposal,
  tree: ContributionTree,
  isWanted: (seat: number) => boolean,
): RewardClaim[] {
  const committedBitmap = bitmap.words();
  return tree
    .contributions()
    .filter(({ seat }) => seat !== null && isWanted(seat))
    .map(({ node }) => ({ proposalId, transcriptRoot, committedBitmap, ...tree.opening(node) }));
}
