import { fromHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { BlockEvidence, Evidence } from "../disk/Evidence.ts";
import type { NodeContext } from "../roles/NodeContext.ts";
import { acceptedProof } from "./acceptedProof.ts";
import { contributionsOf } from "./contributionTreeOf.ts";

/**
 * Transcript and accepted proof of a block, from memory or from disk; undefined where they are not here. Both lead to what L1 has
 * recorded.
 * @throws TRL-NOD-009 if the disk cannot be read.
 */
export async function blockEvidence(
  { chain, records }: Pick<NodeContext, "chain" | "records">,
  evidence: Evidence,
  proposalId: Hex,
): Promise<BlockEvidence | undefined> {
  const proven = chain.proven(proposalId);
  const committed = chain.commitment(proposalId);
  if (proven === undefined || committed === undefined) return undefined;
  const record = records.get(proposalId);
  const proof = record === undefined ? undefined : acceptedProof(chain, record)?.message;
  const transcript = record?.transcript;
  if (proof !== undefined && transcript !== undefined) return { proof, transcript };
  const kept = await evidence.read(committed);
  if (kept === undefined) return undefined;
  const { contributionsHash } = contributionsOf(kept.proof, committed.proposal.depth);
  return Buffer.compare(contributionsHash, fromHex(proven.contributionsHash)) === 0 ? kept : undefined;
}
