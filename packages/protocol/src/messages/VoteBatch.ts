import { RESCUE_SLOT } from "../auction/transcriptEntry.ts";
import type { VoteScope } from "../auction/Vote.ts";
import { voteNumber } from "../auction/Vote.ts";
import { MAX_DEPTH } from "../constants.ts";
import { isSeat } from "../seats/ProverBitmap.ts";
import { isNodeOf } from "../tree/TreeNode.ts";

/** Most votes of a seat for one proposal: as many as gossip takes slots of a scope. */
export const MAX_BATCH_VOTES = 512;

/** A vote inside of a batch, with its 64-byte signature. */
export interface BatchedVote extends VoteScope {
  readonly signature: Uint8Array;
}

/** P4.2: all votes of one seat for one proposal, in one message. */
export interface VoteBatch {
  readonly proposalId: Uint8Array;
  readonly seat: number;
  readonly votes: readonly BatchedVote[];
}

/**
 * What is wrong with a batch, or undefined if nothing is. There is a vote, no vote occurs twice, and none is a rescue vote, which only
 * its own prover uses. Votes stand in the order of their numbers, so that a batch has one form. Signatures are checked elsewhere.
 */
export function voteBatchFault({ seat, votes }: VoteBatch): string | undefined {
  if (!isSeat(seat)) return `there is no seat ${seat}`;
  if (votes.length === 0) return "the batch holds no vote";
  let before = -1;
  for (const vote of votes) {
    if (!isNodeOf(vote, MAX_DEPTH)) return `no tree has the scope ${vote.depth}/${vote.index}`;
    if (vote.slot === RESCUE_SLOT) return `slot ${RESCUE_SLOT} is for rescues only`;
    const number = voteNumber(vote);
    if (number <= before) return "the votes are not in ascending order";
    before = number;
  }
  return undefined;
}
