import type { TopicName } from "@trellis/protocol";
import type { LaneBounds } from "../gate/FairLanes.ts";

/** A token bucket: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Bounds of gossip in any version of the mechanism, with its topics. */
export interface CommonLimits<Topic extends string = string> {
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
  readonly proofsPerNode: number;
  /** Transactions remembered against repeats. */
  readonly knownTransactions: number;
  /**
   * Seconds after which a transaction is relayed again if it comes again and still waits: it may have been lost on its way. Longer than
   * a second copy is a repetition for gossipsub (`repetition` of the network's settings).
   */
  readonly transactionPause: bigint;
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
  /** Checks that compute for long (order commitment, node proof, many signatures), per topic: how many at a time, and what may wait. */
  readonly heavy: LaneBounds & { readonly concurrency: number };
  /** Messages waiting for their turn on the event loop. */
  readonly turns: LaneBounds;
  /** The rate at which one peer may send, per topic. A peer relays everybody's messages, so these are the network's rates. */
  readonly rates: Readonly<Record<Topic, Rate>>;
  /** Accepted messages kept for peers that connect later, per topic, in bytes. */
  readonly recentBytes: Readonly<Record<Topic, number>>;
}

/** Every bound of the first version's gossip. The defaults serve 2,048 provers and blocks of depth 11 on a two-core machine. */
export interface GossipLimits extends CommonLimits<TopicName> {
  /** A proposer may sign a better transcript while votes still come in. */
  readonly transcriptsPerProposal: number;
}

const MEBIBYTE = 2 ** 20;

/** Defaults of {@link GossipLimits}. */
export const DEFAULT_LIMITS: GossipLimits = {
  proposalsPerProposer: 4,
  knownProposals: 64,
  slots: 512,
  votesPerSeat: 512,
  votesPerProposal: 16_384,
  votesAssured: 8,
  transcriptsPerProposal: 4,
  proofsPerNode: 4,
  knownTransactions: 65_536,
  transactionPause: 130n,
  waiting: {
    messages: 4_096,
    messagesPerPeer: 1_024,
    bytes: 32 * MEBIBYTE,
    bytesPerPeer: 16 * MEBIBYTE,
    milliseconds: 20_000,
    subjectsPerSigner: 16,
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
  rates: {
    transaction: { perSecond: 500, burst: 4_000 },
    proposal: { perSecond: 10, burst: 200 },
    vote: { perSecond: 2_000, burst: 16_384 },
    transcript: { perSecond: 2, burst: 40 },
    reveal: { perSecond: 1, burst: 20 },
    node_proof: { perSecond: 50, burst: 1_000 },
  },
  recentBytes: {
    transaction: MEBIBYTE,
    proposal: MEBIBYTE / 4,
    vote: 2 * MEBIBYTE,
    transcript: 2 * MEBIBYTE,
    reveal: 8 * MEBIBYTE,
    node_proof: 32 * MEBIBYTE,
  },
};
