import { type Proposal, ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";
import { proposalOf } from "../contracts/proposalStruct.ts";
import type { L1Client } from "./L1Client.ts";

/** A commitment as L1's log shows it (P5.3). */
export interface LoggedCommitment {
  readonly proposalId: Hex;
  readonly proposal: Proposal;
  readonly transcriptRoot: Hex;
  readonly bitmap: ProverBitmap;
}

/** Commitments since the deployment, of one proposer or with one id where wanted. Errors are {@link L1Client}'s. */
export async function readCommitments(
  client: L1Client,
  { proposer, proposalId }: { readonly proposer?: Hex; readonly proposalId?: Hex } = {},
): Promise<LoggedCommitment[]> {
  const filter = {
    ...(proposer === undefined ? {} : { proposer }),
    ...(proposalId === undefined ? {} : { proposalId }),
  };
  const found: LoggedCommitment[] = [];
  for await (const args of client.events("rollup", "Committed", filter)) {
    found.push({
      proposalId: args.proposalId,
      proposal: proposalOf(args.proposal),
      transcriptRoot: args.transcriptRoot,
      bitmap: ProverBitmap.fromWords(args.bitmap),
    });
  }
  return found;
}
