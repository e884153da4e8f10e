import type { Hex } from "viem";
import { type CommittedProposal, committedProposal } from "./CommittedProposal.ts";
import type { L1Client } from "./L1Client.ts";

/** Commitments since the deployment, of one proposer or with one id where wanted. Errors are {@link L1Client}'s. */
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
