import { bitmapHash, type Proposal, type TranscriptEntry, toHex, transcriptPath } from "@trellis/protocol";
import type { Hex } from "viem";
import type { CommittedProposal } from "../reading/CommittedProposal.ts";
import type { ProvenEntry } from "./courtCalls.ts";

/** P9.5: two entries of one committed transcript that use the same vote. */
export interface DoubleVoteReport {
  readonly proposal: Proposal;
  readonly transcriptRoot: Hex;
  readonly bitmapHash: Hex;
  readonly first: ProvenEntry;
  readonly second: ProvenEntry;
}

/**
 * P9.5: the report of a vote that a committed transcript uses twice.
 * @param entries - of that transcript.
 * @param pair - the two entries (`votesUsedTwice`).
 * @throws TRL-PRO-008 if the entries have no places in a tree of this depth.
 */
export function doubleVoteReport(
  { proposal, transcriptRoot, bitmap }: CommittedProposal,
  entries: readonly TranscriptEntry[],
  [first, second]: readonly [TranscriptEntry, TranscriptEntry],
): DoubleVoteReport {
  const proven = (entry: TranscriptEntry): ProvenEntry => ({
    entry,
    siblings: transcriptPath(entries, proposal.depth, entry.node, "evidence"),
  });
  return {
    proposal,
    transcriptRoot,
    bitmapHash: toHex(bitmapHash(bitmap)),
    first: proven(first),
    second: proven(second),
  };
}
