import type { Hex } from "viem";
import type { L1Client } from "./L1Client.ts";

/** A vote that was shown to be used twice (P9.5). */
export interface VoidVote {
  readonly seat: number;
  /** `voteNumber` of the protocol package. */
  readonly vote: number;
}

/** P9.5: what was shown of a proposal so far. @throws TRL-L1-014 where there is no court; others are {@link L1Client}'s. */
export async function readVoidVotes(client: L1Client, proposalId: Hex): Promise<VoidVote[]> {
  const found: VoidVote[] = [];
  for await (const { seat, vote } of client.events("court", "VoteUsedTwice", { proposalId })) {
    found.push({ seat, vote });
  }
  return found;
}
