import type { Hex } from "viem";
import type { L1Client } from "./L1Client.ts";

/** A vote that was shown to be used twice (P9.5). */
export interface VoidVote {
  readonly seat: number;
  /** `voteNumber` of the protocol package. */
  readonly vote: number;
}

/** P9.5: reads the votes that a proposal was shown to use twice. Throws as {@link L1Client}. */
export async function readVoidVotes(client: L1Client, proposalId: Hex): Promise<VoidVote[]> {
  const found: VoidVote[] = [];
  for await (const { seat, vote } of client.events("court", "VoteUsedTwice", { proposalId })) {
    found.push({ seat, vote });
  }
  return found;
}
