import type { UnheardBounds } from "../catchup/UnheardMessages.ts";
import type { LaneBounds } from "../gate/FairLanes.ts";
import type { TopicName } from "../topics.ts";
import { PROOF_LIMITS, type ProofLimits } from "./proofLimits.ts";
import type { Rate } from "./RateLimiter.ts";

/** Every bound of gossip. The defaults serve 2,048 seats and blocks of depth 11 on a two-core machine. */
export interface GossipLimits {
  /** Proposals of one proposer in one (height, round): the first and its replacements. */
  readonly proposalsPerProposer: number;
  /** Proposals remembered with all that belongs to them; the least recently used go first. */
  readonly knownProposals: number;
  /** P4.2: slots run from 0 to this, exclusive. */
  readonly slots: number;
  readonly votesPerSeat: number;
  /** Votes for one proposal that are relayed, and that a node keeps. */
  readonly votesPerProposal: number;
  /** Votes of each seat that are relayed even when the proposal has enough of them, so that a few seats cannot shut the others out. */
  readonly votesAssured: number;
  /** Proofs of one node that a node keeps. */
  readonly proofsPerNode: number;
  /** P6.5: seats whose notices of a node are relayed although the node is not bound to them. The bound seat is heard beside them. */
  readonly noticesPerNode: number;
  /** P6.5: nodes of a proposal that a seat may tell to have proven although it is not bound to them. */
  readonly rescuesPerSeat: number;
  /** Transactions remembered against repeats. */
  readonly knownTransactions: number;
  /**
   * Seconds after which a transaction is relayed again if it comes again and still waits: it may have been lost on its way. Longer than
   * a second copy is a repetition for gossipsub (`repetition` of the network's settings).
   */
  readonly transactionPause: bigint;
  /** A batch must bring one new transaction for each so many. So a transaction costs at most this many times its bytes. */
  readonly transactionsPerNewOne: number;
  /** Messages of one topic that wait for a proposal, a commitment or a window. */
  readonly waiting: {
    readonly messages: number;
    readonly messagesPerPeer: number;
    readonly bytes: number;
    readonly bytesPerPeer: number;
    readonly milliseconds: number;
    /** Proposals about which one seat may have messages waiting, and rounds for which an address may have proposals waiting. */
    readonly subjectsPerSigner: number;
    /** A message that repeats what waits must bring one new vote for each so many votes. */
    readonly partsPerNewPart: number;
  };
  /** Checks that compute for long (order commitment, transcript, many signatures), per topic: how many at a time, and what may wait. */
  readonly heavy: LaneBounds & { readonly concurrency: number };
  /** Messages waiting for their turn on the event loop. */
  readonly turns: LaneBounds;
  /** The rate at which one peer may send, per topic. A peer relays everybody's messages, so these are the network's rates. */
  readonly rates: Readonly<Record<TopicName, Rate>>;
  /** Accepted messages kept for peers that connect later, per topic, in bytes. */
  readonly recentBytes: Readonly<Record<TopicName, number>>;
  /** Own messages that few peers have heard, kept for peers to which a stream opens later. */
  readonly unheard: UnheardBounds;
  /**
   * P4.2: a batch with votes that were relayed before must bring one new vote for each so many votes, or a seat that was not heard yet. So
   * votes cost at most this many times their bytes, beside one batch for each seat. Who sends parts of another's batch ahead can hold back no
   * more than such a part of it, and no seat of it altogether.
   */
  readonly votesPerNewVote: number;
  /** Checked votes that are remembered although no batch of them was accepted yet. */
  readonly checkedVotes: number;
  /** R2, R8: nodes of a proposal for which a seat's claims, and its notices of proofs, may wait for the transcript. */
  readonly earlyNodesPerSeat: number;
  /** How proofs are kept for peers, and asked for. */
  readonly proofs: ProofLimits;
}

const MEBIBYTE = 2 ** 20;

/** Defaults of {@link GossipLimits}. */
export const GOSSIP_LIMITS: GossipLimits = {
  proposalsPerProposer: 4,
  knownProposals: 64,
  slots: 512,
  votesPerSeat: 512,
  votesPerProposal: 16_384,
  votesAssured: 8,
  proofsPerNode: 4,
  noticesPerNode: 32,
  rescuesPerSeat: 512,
  knownTransactions: 65_536,
  transactionPause: 130n,
  transactionsPerNewOne: 16,
  waiting: {
    messages: 4_096,
    messagesPerPeer: 1_024,
    bytes: 32 * MEBIBYTE,
    bytesPerPeer: 16 * MEBIBYTE,
    milliseconds: 20_000,
    subjectsPerSigner: 8,
    partsPerNewPart: 16,
  },
  heavy: {
    concurrency: 1,
    items: 4_096,
    itemsPerPeer: 1_024,
    bytes: 32 * MEBIBYTE,
    bytesPerPeer: 8 * MEBIBYTE,
  },
  turns: { items: 32_768, itemsPerPeer: 8_192, bytes: 64 * MEBIBYTE, bytesPerPeer: 16 * MEBIBYTE },
  votesPerNewVote: 16,
  checkedVotes: 131_072,
  earlyNodesPerSeat: 512,
  proofs: PROOF_LIMITS,
  rates: {
    // Batches of up to 64.
    transactions: { perSecond: 100, burst: 1_000 },
    proposal: { perSecond: 10, burst: 200 },
    // One batch of each seat, at most, for a few proposals at a time.
    votes: { perSecond: 200, burst: 4_096 },
    reveal: { perSecond: 1, burst: 20 },
    // One for each node of a deep block, at most.
    start_claims: { perSecond: 200, burst: 8_192 },
    proof_notices: { perSecond: 200, burst: 8_192 },
  },
  recentBytes: {
    transactions: MEBIBYTE,
    proposal: MEBIBYTE / 4,
    votes: 2 * MEBIBYTE,
    reveal: 8 * MEBIBYTE,
    start_claims: MEBIBYTE,
    proof_notices: 2 * MEBIBYTE,
  },
  unheard: { peers: 8, bytes: 4 * MEBIBYTE, milliseconds: 60_000 },
};
