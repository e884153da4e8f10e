/** A node of the shown proof tree. */
export interface TreeCell {
  readonly state: "waiting" | "proving" | "proved";
  readonly seat: number | undefined;
  readonly rescue: boolean;
  /** While proving: performance.now() at its start; when proved: seconds it took. */
  readonly time: number;
}

/** A proposal only moves on in this order, in whatever order its steps become known. */
const STATES = ["proposed", "committed", "revealed", "proven", "lost", "won"] as const;

/** What a proposer says of its own block. Amounts in wei. */
export interface ShownPlan {
  readonly strategy: string;
  readonly expectedProfit: bigint;
  /** What its own swaps gain at the reference price. */
  readonly backrun: bigint;
}

/** One proposal of the shown height. */
export interface ShownProposal {
  readonly id: string;
  /** Name of the node that proposes it, or the proposer's address where it is none of the devnet's. */
  by: string;
  readonly height: number;
  readonly round: number;
  readonly depth: number;
  transactions: number;
  readonly burnBid: bigint;
  readonly proverShareBps: number;
  /** How it was built and what its proposer expects of it, once that has told. */
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

/** Moves a proposal on to a state; never back. */
export function advance(proposal: ShownProposal, state: ShownProposal["state"]): void {
  if (STATES.indexOf(state) > STATES.indexOf(proposal.state)) proposal.state = state;
}
