import type { Hex } from "viem";
import type { ProvenBlockStore, StoredBlock } from "../disk/ProvenBlockStore.ts";
import { acceptedProof } from "./acceptedProof.ts";
import { contributionsOf } from "./contributionTreeOf.ts";
import { isAccepted } from "./isAccepted.ts";
import type { ProposalsView } from "./rankedProposals.ts";

/**
 * Transcript and accepted proof of a block, from memory or from disk; undefined if this node has neither. Both match what L1
 * recorded.
 * @throws TRL-NOD-009 if the disk cannot be read.
 */
export async function storedBlock(
  { chain, proposals }: ProposalsView,
  provenBlocks: ProvenBlockStore,
  proposalId: Hex,
): Promise<StoredBlock | undefined> {
  const proven = chain.proven(proposalId);
  const committed = chain.commitment(proposalId);
  if (proven === undefined || committed === undefined) return undefined;
  const known = proposals.get(proposalId);
  const proof = acceptedProof(chain, known)?.message;
  const transcript = known?.transcript;
  if (proof !== undefined && transcript !== undefined) return { proof, transcript };
  const kept = await provenBlocks.read(committed);
  if (kept === undefined) return undefined;
  const { contributionsHash } = contributionsOf(kept.proof, committed.proposal.depth);
  return isAccepted(proven, contributionsHash) ? kept : undefined;
}
