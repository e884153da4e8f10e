import type { Hex } from "viem";
import { courtOf } from "../contracts/L1Addresses.ts";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";
import type { L1Client } from "./L1Client.ts";
import { logRanges } from "./logRanges.ts";

/** A vote that was shown to be used twice (P9.5). */
export interface VoidVote {
  readonly seat: number;
  /** `voteNumber` of the protocol package. */
  readonly vote: number;
}

/** P9.5: what was shown of a proposal so far. @throws TRL-L1-014 where there is no court; others are {@link L1Client}'s. */
export async function readVoidVotes(client: L1Client, proposalId: Hex): Promise<VoidVote[]> {
  const court = courtOf(client.addresses);
  return client.ask("read the votes that were used twice", async () => {
    const found: VoidVote[] = [];
    for await (const range of logRanges(client)) {
      const logs = await client.public.getContractEvents({
        address: court,
        abi: courtAbi,
        eventName: "VoteUsedTwice",
        args: { proposalId },
        strict: true,
        ...range,
      });
      for (const { args } of logs) found.push({ seat: args.seat, vote: args.vote });
    }
    return found;
  });
}
