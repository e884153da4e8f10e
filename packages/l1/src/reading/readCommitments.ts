import type { Hex } from "viem";
import { type CommittedProposal, committedProposal } from "./CommittedProposal.ts";
import type { L1Client } from "./L1Client.ts";

/** Reads the commitments since the deployment: all, those of one proposer, or the one with an id. Throws as {@link L1Client}. */
export async function readCommitments(
  client: L1Client,
  { proposer, proposalId }: { readonly proposer?: Hex; readonly proposalId?: Hex } = {},
): Promise<CommittedProposal[]> {
  const filter = {
    ...(proposer === undefined ? {} : { proposer }),
    ...(proposalId === undefined ? {} : { proposalId }),
  };
  const found: CommittedProposal[] = [];
  for await (const args of client.events("rollup", "Committed", filter)) {
    found.push(committedProposal(args));
  }
  return found;
}
