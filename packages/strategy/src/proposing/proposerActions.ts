import { type OpenWindows, roundPhase } from "@trellis/protocol";
import { isTimeToBuild, type RoundTiming } from "./proposalTiming.ts";

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
  /** Whether its transcript is made but gossip has not taken it yet. */
  readonly hasUnsentTranscript: boolean;
  /** Whether gossip has taken its order. */
  readonly isRevealed: boolean;
}

/** A round as its proposer sees it. */
export interface ProposingRound extends RoundTiming {
  readonly windows: OpenWindows | undefined;
  /** Whether this proposer votes itself, or has peers that may. */
  readonly hasVoters: boolean;
  /** Undefined before the first proposal. */
  readonly own: OwnProposal | undefined;
}

/**
 * What a proposer can do in a round.
 *
 * - `propose`: build a block, bid for it and publish the proposal (P4.1); it replaces an earlier one of the round.
 * - `commit`: assign the votes to nodes and commit the transcript on L1 (P5).
 * - `publishTranscript`: publish the committed transcript again (P5.2).
 * - `reveal`: reveal the order (P6.1).
 */
export type ProposerAction = "propose" | "commit" | "publishTranscript" | "reveal";

/** The actions that are due now. They do not wait for each other. A failed action becomes due again. */
export function proposerActions(round: ProposingRound): ProposerAction[] {
  const { windows, now, hasVoters, own } = round;
  const phase = roundPhase(windows, now);
  if (own?.commitment === "taken") {
    const actions: ProposerAction[] = [];
    if (own.hasUnsentTranscript) actions.push("publishTranscript");
    if (phase === "proof" && !own.isRevealed) actions.push("reveal");
    return actions;
  }
  if (phase !== "waiting" && phase !== "proposal") return [];
  if (needsProposal(round) && isTimeToBuild(round, hasVoters)) return ["propose"];
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
