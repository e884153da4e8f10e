/** A node of the shown proof tree. */
export interface TreeCell {
  readonly state: "waiting" | "proving" | "proved";
  readonly seat: number | undefined;
  readonly rescue: boolean;
  /** While proving: performance.now() at its start; when proved: seconds it took. */
  readonly time: number;
}

/**
 * The states of a proposal, in order. A proposal only moves forward, even if its steps become known in
 * another order.
 */
const STATES = ["proposed", "committed", "revealed", "proven", "lost", "won"] as const;

/** What a proposer reports about its own block. Amounts in wei. */
export interface ShownPlan {
  readonly strategy: string;
  readonly expectedProfit: bigint;
  /** What its own swaps gain at the reference price. */
  readonly backrun: bigint;
}

/** One proposal of the shown height. */
export interface ShownProposal {
  readonly id: string;
  /** Name of the node that proposes it, or the proposer's address if it does not belong to the devnet. */
  by: string;
  readonly height: number;
  readonly round: number;
  readonly depth: number;
  transactions: number;
  readonly burnBid: bigint;
  readonly proverShareBps: number;
  /** How it was built and what its proposer expects from it. Undefined until the proposer has reported it. */
  plan: ShownPlan | undefined;
  votes: number;
  /** Places offered by each seat. */
  readonly voters: Map<number, number>;
  provers: number;
  score: bigint;
  state: (typeof STATES)[number];
  readonly tree: Map<string, TreeCell>;
  named: ReadonlyMap<string, number>;
  /** L1 transactions that took it on. */
  readonly hashes: { commit?: string; submitProof?: string };
  /** performance.now() at each step. */
  readonly at: Partial<
    Record<"proposed" | "transcript" | "committed" | "revealed" | "blockProof" | "submitted", number>
  >;
}

/** Moves a proposal forward to a state, never back. */
export function advance(proposal: ShownProposal, state: ShownProposal["state"]): void {
  if (STATES.indexOf(state) > STATES.indexOf(proposal.state)) proposal.state = state;
}
