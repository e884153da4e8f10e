import type { Round } from "../../data/resources.ts";

/** Where a round is. */
export interface PhaseNow {
  readonly name: string;
  /** Seconds until the phase ends; null where it is not known. */
  readonly left: number | null;
  /** Part that is over, from 0 to 1. */
  readonly part: number;
}

/** The phase of a round at a time of L1, seconds. */
export function phaseNow(round: Round, now: number): PhaseNow {
  const { start, commitEnd, proofStart, proofEnd, outcome } = round;
  if (outcome === "final") return { name: "Final", left: null, part: 1 };
  if (outcome !== "open") return { name: "Ended without a block", left: null, part: 1 };
  if (now < commitEnd) return window("Phases 1–3: propose, vote, commit", start, commitEnd, now);
  if (proofStart === null || proofEnd === null || now < proofStart) {
    return { name: "Committed: waits for the block below", left: null, part: 0 };
  }
  if (now < proofEnd) return window("Phases 4–5: reveal, prove, submit", proofStart, proofEnd, now);
  return { name: "The proof window is over: anyone can finalise", left: null, part: 1 };
}

function window(name: string, from: number, to: number, now: number): PhaseNow {
  const length = Math.max(1, to - from);
  return { name, left: to - now, part: Math.min(1, Math.max(0, (now - from) / length)) };
}
