import type { TreeNode, VoteScope } from "@trellis/protocol";
import type { Hex } from "viem";
import type { NodeSeconds, PayTerms } from "./expectedPay.ts";

/** A proposal of the running round that a prover may vote for. */
export interface OpenProposal {
  readonly id: Hex;
  readonly terms: PayTerms;
  /** Wei. */
  readonly burnBid: bigint;
  /** Own seats that have voted for it, with the number of their votes. */
  readonly cast: ReadonlyMap<number, number>;
}

/** The facts from which a strategy votes. */
export interface VotingTask {
  readonly proposals: readonly OpenProposal[];
  /** Own seats that may be counted. */
  readonly seats: readonly number[];
  /** Most votes of a seat for one proposal. */
  readonly capacity: number;
  /** Proofs made at the same time. */
  readonly maxJobs: number;
  /** Measured proving times of this prover. */
  readonly seconds: NodeSeconds;
  /** Length of the proof window. */
  readonly proofSeconds: number;
  /** P7.3: α of the round, in eighths. */
  readonly alpha: number;
  /** P8.4: most uncles of a block. */
  readonly uncles: number;
}

/** Votes that one seat casts for one proposal. */
export interface Offer {
  readonly id: Hex;
  readonly seat: number;
  readonly votes: readonly VoteScope[];
}

/** A node that could be proven now. */
export interface ProofOption {
  readonly node: TreeNode;
  readonly terms: PayTerms;
  /** P7.2: score of its proposal in L1's ranking. */
  readonly score: bigint;
  /** Its proposal's place among those that are worked on; 0 is the best. */
  readonly place: number;
  /** Whether an own seat was named for it. If not, others have left it unproven. */
  readonly isNamed: boolean;
}

/**
 * How a prover chooses its votes and proofs (ADR 0024). The configuration selects a strategy. A new strategy is a class with these two
 * methods. A vote alone does not bind a seat; being named in an accepted block does (P4.3).
 */
export interface ProverStrategy {
  readonly name: string;

  /**
   * P4.2, P4.3: votes to cast now, for proposals and seats that have none yet. Called after every change, so votes left out now may be
   * cast later.
   */
  offer(task: VotingTask): readonly Offer[];

  /**
   * P6.2, P6.6: the nodes to prove, in order. Nodes left out are not proven now.
   * @param options - by place, then named nodes first, then higher nodes first.
   */
  order<Option extends ProofOption>(options: readonly Option[], seconds: NodeSeconds): readonly Option[];
}
