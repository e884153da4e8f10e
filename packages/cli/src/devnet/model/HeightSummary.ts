import type { ShownPlan, ShownProposal } from "./ShownProposal.ts";

/** A reward paid to a seat. */
export interface Payment {
  readonly seat: number;
  readonly amount: bigint;
}

/** Whom a winner has beaten. */
export interface Rival {
  readonly proposalId: string;
  by: string;
  readonly provers: number;
  readonly burn: bigint;
  readonly score: bigint;
}

/** Calls of L1 whose gas a summary names. */
export type GasStep = "commit" | "submitProof" | "finalize";

/** Summary of a block of the run that has become final. */
export interface HeightSummary {
  readonly height: number;
  readonly winner: {
    readonly proposalId: string;
    readonly proposer: string;
    by: string;
    plan: ShownPlan | undefined;
  };
  readonly provers: number;
  readonly transactions: number;
  readonly burn: bigint;
  readonly score: bigint;
  /** The committed proposal with the next best score; undefined if nobody else committed. */
  readonly rival: Rival | undefined;
  readonly fees: bigint;
  /** P8.3: undefined until the reward is settled, after the proof window. */
  proposerReward: bigint | undefined;
  proverReward: bigint | undefined;
  /** R7: L1 time from which provers claim; undefined until the reward is settled. */
  claimsFrom: bigint | undefined;
  /** Undefined while the node that paid it has not reported it. */
  readonly gas: Record<GasStep, bigint | undefined>;
  /** Seconds spent in each phase of the proposal's lifecycle. */
  readonly seconds: Readonly<
    Record<"propose" | "vote" | "commit" | "prove" | "submit" | "finalise" | "total", number>
  >;
  readonly payments: Payment[];
}

/** The event by which L1 makes a block final. */
export interface FinalBlock {
  readonly height: bigint;
  readonly proposer: string;
  readonly fees: bigint;
}

/**
 * The summary of a block that has become final, without gas, reward and payments.
 * @param rival - the next best of its round.
 * @param startedAt - performance.now() when its height began.
 * @param now - the same now.
 */
export function summarise(
  args: FinalBlock,
  proposal: ShownProposal,
  rival: ShownProposal | undefined,
  startedAt: number,
  now: number,
): HeightSummary {
  const { proposed, transcript, committed, revealed, blockProof, submitted } = proposal.at;
  const between = (from: number | undefined, to: number | undefined): number =>
    from === undefined || to === undefined ? 0 : Math.max(0, Math.round((to - from) / 100) / 10);
  return {
    height: Number(args.height),
    winner: { proposalId: proposal.id, proposer: args.proposer, by: proposal.by, plan: proposal.plan },
    provers: proposal.provers,
    transactions: proposal.transactions,
    burn: proposal.burnBid,
    score: proposal.score,
    rival: rival && {
      proposalId: rival.id,
      by: rival.by,
      provers: rival.provers,
      burn: rival.burnBid,
      score: rival.score,
    },
    fees: args.fees,
    proposerReward: undefined,
    proverReward: undefined,
    claimsFrom: undefined,
    gas: { commit: undefined, submitProof: undefined, finalize: undefined },
    seconds: {
      propose: between(startedAt, proposed),
      vote: between(proposed, transcript),
      commit: between(transcript, committed),
      prove: between(revealed, blockProof),
      submit: between(blockProof, submitted),
      finalise: between(submitted, now),
      total: between(startedAt, now),
    },
    payments: [],
  };
}
