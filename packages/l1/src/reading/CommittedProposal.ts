import { type Proposal, ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Event } from "../contracts/contractEvents.ts";
import { proposalOf } from "../contracts/proposalStruct.ts";

/** A commitment that L1 took (P5.3). */
export interface CommittedProposal {
  readonly proposalId: Hex;
  readonly proposal: Proposal;
  readonly transcriptRoot: Hex;
  /** The seats that its transcript names. */
  readonly bitmap: ProverBitmap;
}

type CommittedArgs = Extract<L1Event, { eventName: "Committed" }>["args"];

/** The commitment that an event `Committed` tells of. */
export function committedProposal({
  proposalId,
  proposal,
  transcriptRoot,
  bitmap,
}: CommittedArgs): CommittedProposal {
  return {
    proposalId,
    proposal: proposalOf(proposal),
    transcriptRoot,
    bitmap: ProverBitmap.fromWords(bitmap),
  };
}
