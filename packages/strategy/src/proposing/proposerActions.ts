import { type OpenWindows, roundPhase } from "@trellis/protocol";
import { isTimeToBuild, type RoundTiming, type UsualProposing } from "./proposalTiming.ts";

/** The state of a proposer's own proposal of a round. */
export interface OwnProposal {
  /** Last time at which it may be committed, L1 seconds. */
  readonly expiry: bigint;
  /** Time from which it is committed, L1 seconds. */
  readonly commitAt: bigint;
  readonly votes: number;
  /** P3.4: whether it builds on a block that is not expected to win. */
  readonly isOutdated: boolean;
  /** `underway`: it is being sent, or it is mined but not in this node's view of L1 yet. */
  readonly commitment: "none" | "underway" | "taken";
  /** R17: from when it is revealed, L1 seconds (`revealFrom`); undefined if it is not to be revealed, or was. */
  readonly revealAt: bigint | undefined;
  /** Whether it was revealed. */
  readonly isRevealed: boolean;
  /** Whether it is expected to become the head (`expectedWinner`). */
  readonly isExpectedWinner: boolean;
  /** R1: whether its transactions are on L1. */
  readonly isPublished: boolean;
}

/** A round as its proposer sees it. */
export interface ProposingRound extends RoundTiming {
  readonly windows: OpenWindows | undefined;
  /** P3.4: whether the next height takes proposals while this one is proven. */
  readonly pipelined: boolean;
  /** Whether this proposer votes itself, or has peers that may. */
  readonly hasVoters: boolean;
  /** Undefined before the first proposal. */
  readonly own: OwnProposal | undefined;
  /** Undefined until a block of this proposer has been committed. */
  readonly usual?: UsualProposing | undefined;
}

/**
 * What a proposer can do in a round.
 *
 * - `propose`: build a block, bid for it and publish the proposal (P4.1); it replaces an earlier one of the round.
 * - `commit`: assign the votes to nodes and commit the transcript on L1 (P5).
 * - `reveal`: reveal order and transcript (R17). The transcript does not travel before: L1 has its root.
 * - `publishTransactions`: put the block's transactions on L1 before it is proven (R1, R11). The next height's proposers wait for them.
 */
export type ProposerAction = "propose" | "commit" | "reveal" | "publishTransactions";

/** The actions that are due now. They do not wait for each other. A failed action becomes due again. */
export function proposerActions(round: ProposingRound): ProposerAction[] {
  const { windows, now, hasVoters, own } = round;
  const phase = roundPhase(windows, now);
  if (own?.commitment === "taken") {
    if (phase !== "proof") return [];
    const { revealAt, isRevealed, isExpectedWinner, isPublished } = own;
    const actions: ProposerAction[] = [];
    if (!isRevealed && revealAt !== undefined && now >= revealAt) actions.push("reveal");
    // A block that may lose does not pay for L1's space. One that is not revealed would show its order to rivals.
    if (round.pipelined && isRevealed && isExpectedWinner && !isPublished)
      actions.push("publishTransactions");
    return actions;
  }
  if (phase !== "waiting" && phase !== "proposal") return [];
  if (needsProposal(round) && isTimeToBuild(round, hasVoters, round.usual)) return ["propose"];
  return own !== undefined && isTimeToCommit(own, now) ? ["commit"] : [];
}

/** Whether there is no proposal, or it would expire within a window that opens now, or it builds on the wrong block. */
function needsProposal({ own, now, proposalWindow }: ProposingRound): boolean {
  if (own === undefined) return true;
  if (own.commitment === "underway") return false;
  if (now + BigInt(proposalWindow) >= own.expiry) return true;
  // Waits until it matters, because gossip lets a proposer replace its proposal only a few times (P4.1).
  return own.isOutdated && now >= own.commitAt;
}

function isTimeToCommit({ commitment, votes, commitAt }: OwnProposal, now: bigint): boolean {
  return commitment === "none" && votes > 0 && now >= commitAt;
}
