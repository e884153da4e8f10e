import type { LeafExecution } from "@trellis/ledger";
import type { NodeOutputs, ProverBitmap, VoteScope } from "@trellis/protocol";
import type { Child } from "../systems/ProofRules.ts";

/** P6.3: the prover named for a node: its seat in the round's snapshot and its vote for this proposal. */
export type ProverVoteInput = {
  readonly seat: number;
  /** secp256k1, 64 bytes keyX ‖ keyY. */
  readonly publicKey: Uint8Array;
  /** The transcript's vote of the node, or a rescue vote. */
  readonly vote: VoteScope;
  /** The vote's signature, 64 bytes r ‖ s. */
  readonly signature: Uint8Array;
  /** R3: the seat's 11 siblings, from the leaf up. */
  readonly seatPath: readonly bigint[];
};

/** R2: what the transcript has at a node's place, with the committed bitmap that decides whether it binds anybody. */
export type TranscriptOpening = {
  readonly entry: bigint;
  /** 12 siblings in the transcript's tree, from the leaf up. */
  readonly path: readonly bigint[];
  /** Seats of the commitment. */
  readonly committed: ProverBitmap;
};

/** R2: who proves a node. If nobody is named, nobody is paid, and the transcript need not be shown. */
export type NamedProver =
  | { readonly prover: ProverVoteInput; readonly opening: TranscriptOpening }
  | { readonly prover: null; readonly opening: TranscriptOpening | null };

/** The context that all nodes of a block share. */
export type ProvenBlock = {
  readonly rollupId: bigint;
  /** 32 bytes. */
  readonly proposalId: Uint8Array;
  /** 1 … 11. */
  readonly treeDepth: number;
  /** R3: root of the seat tree in the round's snapshot. */
  readonly proverSetRoot: bigint;
  /** R2: root of the committed transcript. */
  readonly transcriptRoot: bigint;
  /** R2: `committedBitmapHash` of the commitment. */
  readonly committedHash: bigint;
};

/** A proven leaf or merge, as an input of its parent. */
export type ProvenChild = Child<NodeOutputs>;

/** What a leaf's proof takes from its execution. */
export type ProvenLeaf = Pick<
  LeafExecution,
  "index" | "rollupId" | "stateBefore" | "accountsBefore" | "reservesBefore" | "messagesBefore" | "witnesses"
>;

/** P6.3: prove eight transactions. */
export type LeafJob = NamedProver & {
  readonly kind: "leaf";
  readonly block: ProvenBlock;
  /** One of an executed block's leaves; its index is the node's. */
  readonly leaf: ProvenLeaf;
};

/** P6.3: join two proven siblings below the root. */
export type MergeJob = NamedProver & {
  readonly kind: "merge";
  readonly left: ProvenChild;
  readonly right: ProvenChild;
};

/** P6.3: join the two halves of a block. */
export type RootJob = NamedProver & {
  readonly kind: "root";
  readonly left: ProvenChild;
  readonly right: ProvenChild;
  /** Opens the order commitment (P4.1); 32 bytes below the field modulus. */
  readonly secret: Uint8Array;
  /** Opens the hash of the committed bitmap that the nodes carry. */
  readonly committed: ProverBitmap;
};

/** One node of the proof tree to be proven. */
export type ProvingJob = LeafJob | MergeJob | RootJob;
