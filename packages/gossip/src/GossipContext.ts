import type { Proposal, ProverBitmap, Reveal, RollupDomain, Transaction, TreeNode } from "@trellis/protocol";
import type { SignedDigest } from "@trellis/protocol/keys";

/** Deployment settings against which proposals are checked. Amounts in wei. */
export interface ProposalTerms {
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
export interface Commitment {
  /** R2: Poseidon2 root of the transcript. */
  readonly transcriptRoot: bigint;
  /** R5: the committed seats that are active at the snapshot. */
  readonly committed: ProverBitmap;
}

/**
 * The questions that validators ask the node. They are pure queries over what the node knows now: quick, without network access or side
 * effects. Those that compute return promises. The node calls {@link Gossip.contextChanged} when a result may have changed: after a new
 * L1 block, a commitment, a window's end or a synced account.
 */
export interface GossipContext {
  readonly domain: RollupDomain;
  readonly settings: ProposalTerms;
  /** L1 time in seconds (P3.5). */
  now(): bigint;
  /** The current height and round. */
  currentHeight(): { readonly height: bigint; readonly round: number };
  /** Whether proposals of a round may come. The round is the current one or, in pipelined mode, the one on top of it (P3.4). */
  isOpen(round: Pick<Proposal, "height" | "round">): boolean;
  /** P4.1: whether a block at `height` may build on `parent` (a proposalId, zeros for the first block). */
  isParent(parent: Uint8Array, height: bigint): boolean;
  /** P1.2: wei that an address has on L1 and not in escrow: a lower bound, what L1 has recorded less what may have left since. */
  proposerBalance(address: Uint8Array): bigint;
  /** A proposal that the node knows. Gossip itself remembers those that it has accepted. */
  proposal(proposalId: Uint8Array): Proposal | undefined;
  /** P6.1: whether the proof window of a committed proposal has opened, so that its order may be opened. */
  isRevealTime(proposalId: Uint8Array): boolean;
  /**
   * P10.1: why this node's mempool does not admit a transaction, as a snake_case word. Undefined if it admits it or has it waiting,
   * `account_unknown` if the sender's account does not exist. Does not look at the signature.
   */
  admissionFault(transaction: Transaction): string | undefined;
  /** P1.1: whether all transactions are signed by their senders' L2 keys. */
  areSigned(transactions: readonly Transaction[]): Promise<boolean>;
  /**
   * P4.1: `Poseidon2([secret, txsRoot])` of a block of tree depth `depth`. Undefined if the transactions do not make such a block.
   */
  orderCommitment(
    secret: Uint8Array,
    transactions: readonly Transaction[],
    depth: number,
  ): Promise<Uint8Array | undefined>;
  /**
   * P2.3, R4: 64-byte key of a seat at the snapshot of the proposal's round; of the newest snapshot if the proposal is not known. Undefined
   * if the node knows of no key.
   */
  proverKey(seat: number, proposal: Proposal | undefined): Uint8Array | undefined;
  /** P2.3: whether the seat is active at the snapshot of the proposal's round; of the newest one if the proposal is not known. */
  isActive(seat: number, proposal: Proposal | undefined): boolean;
  /** P2.3: the index of the first of these signatures that is not by its seat's key; undefined if all are. */
  firstForged(signatures: readonly SignedDigest[]): Promise<number | undefined>;
  /** P5.3: what L1 recorded for the proposal, undefined if it is not committed. */
  committed(proposalId: Uint8Array): Commitment | undefined;
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
}
