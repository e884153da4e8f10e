import { type CommonLimits, DEFAULT_LIMITS } from "../limits/GossipLimits.ts";
import type { SecondTopicName } from "./topics.ts";

/** Every bound of the second version's gossip. */
export interface SecondGossipLimits extends CommonLimits<SecondTopicName> {
  /**
   * P4.2: a batch with votes that were relayed before must bring one new vote for each so many votes. So a seat's votes cost at most this
   * many times their bytes, and who sends parts of another's batch ahead can hold back no more than such a part of it.
   */
  readonly votesPerNewVote: number;
  /** Pairs of proposal and seat whose checked votes are remembered although no batch of them was accepted yet. */
  readonly checkedBatches: number;
  /** R2, R8: nodes of a proposal for which a seat's claims, and its proofs, may wait for the transcript. */
  readonly earlyNodesPerSeat: number;
  /** P6.3: proofs of one seat for one proposal that may turn out bad. After them none of its proofs for the proposal is looked at. */
  readonly badProofsPerSeat: number;
}

const { transcriptsPerProposal: _, rates, recentBytes, ...common } = DEFAULT_LIMITS;
const MEBIBYTE = 2 ** 20;

/** Defaults of {@link SecondGossipLimits}, for 2,048 seats and blocks of depth 11 on a two-core machine. */
export const SECOND_LIMITS: SecondGossipLimits = {
  ...common,
  votesPerNewVote: 16,
  checkedBatches: 256,
  earlyNodesPerSeat: 512,
  badProofsPerSeat: 2,
  rates: {
    transaction: rates.transaction,
    proposal: rates.proposal,
    // One batch of each seat for a few proposals at a time.
    votes: { perSecond: 200, burst: 4_096 },
    reveal: rates.reveal,
    // One for each node of a deep block.
    start_claim: { perSecond: 200, burst: 8_192 },
    node_proof: rates.node_proof,
  },
  recentBytes: {
    transaction: recentBytes.transaction,
    proposal: recentBytes.proposal,
    votes: recentBytes.vote,
    reveal: recentBytes.reveal,
    start_claim: MEBIBYTE,
    node_proof: recentBytes.node_proof,
  },
};
