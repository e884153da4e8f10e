import type { Proposal, ProverBitmap, TreeNode } from "@trellis/protocol";
import type { NodeProof, Reveal } from "@trellis/protocol/second";
import type { GossipContext } from "../GossipContext.ts";

/** Deployment settings against which proposals are checked. Amounts in wei. */
export interface SecondProposalTerms {
  /** P7.2: least burn bid. */
  readonly minBurnBid: bigint;
  /** R9: least bond. */
  readonly bond: bigint;
  /** R9: the bond as a part of the burn bid, 1/10,000. */
  readonly bondBps: number;
  /** R6: least share of the provers, 1/10,000. */
  readonly minProverShareBps: number;
}

/** What a node knows of a commitment on L1 (P5.3). */
export interface SecondCommitment {
  /** R2: Poseidon2 root of the transcript. */
  readonly transcriptRoot: bigint;
  /** R5: the committed seats that are active at the snapshot. */
  readonly committed: ProverBitmap;
}

/** The questions that are the same in both versions, with the same answers. */
type CommonQuestions = Omit<
  GossipContext,
  "settings" | "proverKey" | "isActive" | "committed" | "isNamed" | "verifyNodeProof"
>;

/**
 * The questions that the second version's validators ask the node, as {@link GossipContext} in the first version: quick, pure, without
 * network access. `proposerBalance` answers with a lower bound: what L1 has recorded, less what may have left since.
 */
export interface SecondGossipContext extends CommonQuestions {
  readonly settings: SecondProposalTerms;
  /**
   * P2.3, R4: 64-byte key of a seat at the snapshot of the proposal's round; of the newest snapshot if the proposal is not known. Undefined
   * if the node knows of no key.
   */
  proverKey(seat: number, proposal: Proposal | undefined): Uint8Array | undefined;
  /** P2.3: whether the seat is active at the snapshot of the proposal's round; of the newest one if the proposal is not known. */
  isActive(seat: number, proposal: Proposal | undefined): boolean;
  /** P5.3: what L1 recorded for the proposal, undefined if it is not committed. */
  committed(proposalId: Uint8Array): SecondCommitment | undefined;
  /**
   * R17: from when the commitment may be revealed, L1 seconds: the turn of its place among the round's commitments (`revealTurn` of the
   * strategy). Undefined if it is not committed, or its proposal window may still be extended.
   */
  revealFrom(proposalId: Uint8Array): bigint | undefined;
  /** P3.2: whether the proof window of the proposal's round is over. L1 takes no proof of it any more. */
  isProofWindowOver(proposal: Proposal): boolean;
  /**
   * R2: the seat that the transcript binds to the node (`boundEntries` of the protocol), null for a vacant entry, undefined if this node
   * does not know the transcript. Gossip itself remembers those that it has accepted.
   */
  namedSeat(proposalId: Uint8Array, node: TreeNode): number | null | undefined;
  /** R2: whether the entries of a reveal fit a tree of depth `depth` and are the transcript with this root. */
  isTranscript(reveal: Reveal, depth: number, transcriptRoot: bigint): Promise<boolean>;
  /** P6.3: as in the first version. The node computes all public inputs, also those that the seat words give. */
  verifyNodeProof(proof: NodeProof): Promise<"valid" | "invalid" | "deferred">;
}
