import {
  bitmapHash,
  type ContributionTree,
  type TranscriptEntry,
  toHex,
  transcriptPath,
} from "@trellis/protocol";
import type { CommittedProposal } from "../reading/CommittedProposal.ts";
import type { SlashReport } from "./courtCalls.ts";

/**
 * P9.1: the report of a seat that is named for a node which somebody else proved, or nobody.
 * @param entries - of the committed transcript. Its votes may be used twice (P9.5).
 * @param entry - the one that names the seat.
 * @param tree - of the whole block, with the contributions that L1 took.
 * @throws TRL-PRO-008 if the entries have no places in a tree of this depth; TRL-PRO-009 if the node lies outside the tree.
 */
export function slashReport(
  { proposalId, proposal, transcriptRoot, bitmap }: CommittedProposal,
  entries: readonly TranscriptEntry[],
  entry: TranscriptEntry,
  tree: ContributionTree,
): SlashReport {
  return {
    proposalId,
    transcriptRoot,
    bitmapHash: toHex(bitmapHash(bitmap)),
    entry,
    siblings: transcriptPath(entries, proposal.depth, entry.node, "evidence"),
    ...tree.opening(entry.node),
  };
}
