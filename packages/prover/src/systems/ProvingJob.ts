import type { LeafExecution } from "@trellis/ledger";
import type { NodeOutputs, VoteScope } from "@trellis/protocol";
import type { Child } from "./ProofRules.ts";

/** P6.3: the prover named for a node: its seat in the round's snapshot and its vote for this proposal. */
export type ProverVoteInput = {
  readonly seat: number;
  /** secp256k1, 64 bytes keyX ‖ keyY. */
  readonly publicKey: Uint8Array;
  readonly vote: VoteScope;
  /** The vote's signature, 64 bytes r ‖ s. */
  readonly signature: Uint8Array;
  /** The seat's 11 siblings, from the leaf up. */
  readonly seatPath: readonly Uint8Array[];
};

/** The context that all nodes of a block share. */
export type ProvenBlock = {
  readonly rollupId: bigint;
  /** 32 bytes. */
  readonly proposalId: Uint8Array;
  /** 1 … 11. */
  readonly treeDepth: number;
  /** Root of the seat tree in the round's snapshot, 32 bytes (P2.3). */
  readonly proverSetRoot: Uint8Array;
};

/** A proven leaf or merge, as an input of its parent. */
export type ProvenChild = Child<NodeOutputs>;

/** P6.3: prove eight transactions. If `prover` is null, nobody is named and nobody is paid. */
export type LeafJob = {
  readonly kind: "leaf";
  readonly block: ProvenBlock;
  /** One of an executed block's leaves; its index is the node's. */
  readonly leaf: LeafExecution;
  readonly prover: ProverVoteInput | null;
};

/** P6.3: join two proven siblings below the root. */
export type MergeJob = {
  readonly kind: "merge";
  readonly left: ProvenChild;
  readonly right: ProvenChild;
  readonly prover: ProverVoteInput | null;
};

/** P6.3: join the two halves of a block. */
export type RootJob = {
  readonly kind: "root";
  readonly left: ProvenChild;
  readonly right: ProvenChild;
  readonly prover: ProverVoteInput | null;
  /** Opens the order commitment (P4.1); 32 bytes below the field modulus. */
  readonly secret: Uint8Array;
};

/** One node of the proof tree to be proven. */
export type ProvingJob = LeafJob | MergeJob | RootJob;
