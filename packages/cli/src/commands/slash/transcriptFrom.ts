import type { RpcClient } from "@trellis/client";
import { type CommittedProposal, type L1Client, readCommitments } from "@trellis/l1";
import { type TranscriptEntry, TrellisError, toHex, transcriptRoot } from "@trellis/protocol";
import type { Hex } from "viem";

/** What L1 has recorded of a proposal. @throws TRL-CLI-034 if it was never committed; as the L1 client. */
export async function commitmentTo(client: L1Client, proposalId: Hex): Promise<CommittedProposal> {
  const [commitment] = await readCommitments(client, { proposalId });
  if (commitment === undefined) throw new TrellisError("TRL-CLI-034", `${proposalId} was never committed`);
  return commitment;
}

/**
 * The committed transcript as a node holds it. It may use votes twice (P9.5).
 * @throws TRL-CLN-001, 002, 004 depending on the node's response; TRL-CLI-033 if it does not lead to the
 * committed root; TRL-PRO-008 if it has no root.
 */
export async function transcriptFrom(
  rpc: RpcClient,
  { proposalId, proposal, transcriptRoot: root }: CommittedProposal,
): Promise<readonly TranscriptEntry[]> {
  const { entries } = await rpc.call("trellis_getTranscript", [proposalId]);
  if (toHex(transcriptRoot(entries, proposal.depth, "evidence")) !== root) {
    throw new TrellisError("TRL-CLI-033", "the node's transcript is not the committed one; ask another node");
  }
  return entries;
}
