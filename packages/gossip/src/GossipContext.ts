import type { NodeProof, Proposal, RollupDomain, Transaction, TreeNode } from "@trellis/protocol";

/** Deployment settings against which proposals are checked, in wei. */
export interface ProposalTerms {
  /** P7.2: least burn bid. */
  readonly minBurnBid: bigint;
  /** P5.3: bond that is escrowed with the bid. */
  readonly bond: bigint;
}

/** What L1 has recorded for a committed proposal (P5.3), 32 bytes each. */
export interface CommittedTranscript {
  readonly transcriptRoot: Uint8Array;
  readonly bitmapHash: Uint8Array;
}

/**
 * The questions that validators ask the node. They are pure queries over what the node knows now: quick,
 * without network access or side effects. Those that compute return promises. The node calls {@link
 * Gossip.contextChanged} when a result may have changed: after a new L1 block, a commitment, a window's end
 * or a synced account.
 */
export interface GossipContext {
  readonly domain: RollupDomain;
  readonly settings: ProposalTerms;
  /** L1 time in seconds (P3.5). */
  now(): bigint;
  /** The current height and round. */
  currentHeight(): { readonly height: bigint; readonly round: number };
  /**
   * Whether proposals of a round may come. The round is the current one or, in pipelined mode, the one on top
   * of it (P3.4).
   */
  isOpen(round: Pick<Proposal, "height" | "round">): boolean;
  /** P4.1: whether a block at `height` may build on `parent` (a proposalId, zeros for the first block). */
  isParent(parent: Uint8Array, height: bigint): boolean;
  /** P1.2: wei that an address has deposited on L1 and not escrowed. */
  proposerBalance(address: Uint8Array): bigint;
  /** P1.3: 64-byte public key of a seat, undefined if the node does not know of an owner. */
  proverKey(seat: number): Uint8Array | undefined;
  /** P2.2: whether the seat may be counted in a round that is open. */
  isActive(seat: number): boolean;
  /** A proposal that the node knows. Gossip itself remembers those that it has accepted here. */
  proposal(proposalId: Uint8Array): Proposal | undefined;
  /** P5.3: what L1 recorded for the proposal, undefined if it is not committed. */
  committed(proposalId: Uint8Array): CommittedTranscript | undefined;
  /** P6.1: whether the proof window of a committed proposal has opened, so that its order may be opened. */
  isRevealTime(proposalId: Uint8Array): boolean;
  /** P5.2: whether the transcript that counts names the seat for the node, as far as the node knows. */
  isNamed(proposalId: Uint8Array, node: TreeNode, seat: number): boolean;
  /**
   * P10.1: why this node's mempool does not admit a transaction, as a snake_case word. Undefined if it admits
   * it or has it waiting. Does not look at the signature.
   */
  admissionFault(transaction: Transaction): string | undefined;
  /** P1.1: whether a transfer is signed by its sender's L2 key. */
  verifyTransaction(transaction: Transaction): Promise<boolean>;
  /**
   * P4.1: `Poseidon2([secret, txsRoot])` of a block of tree depth `depth`. Undefined if the transactions do
   * not make such a block.
   */
  orderCommitment(
    secret: Uint8Array,
    transactions: readonly Transaction[],
    depth: number,
  ): Promise<Uint8Array | undefined>;
  /**
   * P6.3: verdict on a proof whose public inputs the node recomputes itself. "deferred" means that the node
   * cannot decide yet: it is a leaf proof on the development reference string, or the block is not executed
   * here yet. The node still relays the proof, because its seat is responsible for it.
   * Rejects where the check fails for a reason that says nothing about the proof.
   */
  verifyNodeProof(proof: NodeProof): Promise<"valid" | "invalid" | "deferred">;
}
