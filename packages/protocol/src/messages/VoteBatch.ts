import { RESCUE_SLOT } from "../auction/transcriptEntry.ts";
import type { Vote } from "../auction/Vote.ts";
import { voteNumber } from "../auction/Vote.ts";
import { MAX_DEPTH } from "../constants.ts";
import { isSeat } from "../seats/ProverBitmap.ts";
import { isNodeOf } from "../tree/TreeNode.ts";

/** Most votes in one message: as many as gossip takes of one seat for a proposal. */
export const MAX_BATCH_VOTES = 512;

/** A vote inside of a batch, with its 64-byte signature. */
export type BatchedVote = Omit<Vote, "proposalId">;

/** P4.2: votes for one proposal, in one message. A node sends those of all its seats together. */
export interface VoteBatch {
  readonly proposalId: Uint8Array;
  readonly votes: readonly BatchedVote[];
}

/** The order of votes in a batch: by seat, then by number. */
export function compareInVoteBatch(a: BatchedVote, b: BatchedVote): number {
  return a.seat - b.seat || voteNumber(a) - voteNumber(b);
}

/**
 * What is wrong with a batch, or undefined if nothing is. There is a vote, no vote occurs twice, and none is a rescue vote, which only
 * its own prover uses. Votes stand in the order of their seats and numbers, so that a batch has one form. Signatures are checked elsewhere.
 */
export function voteBatchFault({ votes }: VoteBatch): string | undefined {
  if (votes.length === 0) return "the batch holds no vote";
  let before: BatchedVote | undefined;
  for (const vote of votes) {
    if (!isSeat(vote.seat)) return `there is no seat ${vote.seat}`;
    if (!isNodeOf(vote, MAX_DEPTH)) return `no tree has the scope ${vote.depth}/${vote.index}`;
    if (vote.slot === RESCUE_SLOT) return `slot ${RESCUE_SLOT} is for rescues only`;
    if (before !== undefined && compareInVoteBatch(before, vote) >= 0)
      return "the votes are not in the order of seats and numbers";
    before = vote;
  }
  return undefined;
}
