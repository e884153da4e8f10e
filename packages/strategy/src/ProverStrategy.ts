import type { Offer } from "./proving/Offer.ts";
import { type BlockOption, inWorkOrder, type ProofOptions } from "./proving/proofOptions.ts";
import { isWorthRescuing, type RescueTask } from "./proving/worthRescuing.ts";
import { offerVotes, type VotingTask } from "./voting/offerVotes.ts";
import { type ClaimingSituation, type NamedNode, startClaims } from "./voting/startClaims.ts";

/**
 * How a prover chooses what it does (ADR 0024). The configuration selects a strategy; a new one is an object with these functions. Votes
 * bind nobody. A start claim does: its seat has to prove the node if the block wins (R8).
 */
export interface ProverStrategy {
  readonly name: string;
  /** P4.2: votes to cast now, for proposals and seats that have none yet. Votes that are left out may be cast later. */
  offer(task: VotingTask): readonly Offer[];
  /** R8: the nodes to claim and to prove at once. */
  claim<Node extends NamedNode>(nodes: readonly Node[], situation: ClaimingSituation): readonly Node[];
  /** R6: whether to prove a node of another seat. */
  mayRescue(node: NamedNode["node"], task: RescueTask): boolean;
  /** R8, R15: the proofs to start, in order. */
  order(blocks: readonly ProofOptions[]): readonly BlockOption[];
}

/** Votes, claims and rescues where it expects to be paid more than a proof costs. */
export const EXPECTED_PAY: ProverStrategy = {
  name: "expectedPay",
  offer: offerVotes,
  claim: startClaims,
  mayRescue: isWorthRescuing,
  order: inWorkOrder,
};

/** Does not ask what a proof costs, and proves for others even without pay: for networks whose owner runs all provers. */
export const EVERYTHING: ProverStrategy = {
  name: "everything",
  offer: (task) => offerVotes({ ...task, cost: { perSecond: 0n }, confidence: 1 }),
  claim: startClaims,
  mayRescue: () => true,
  order: inWorkOrder,
};
