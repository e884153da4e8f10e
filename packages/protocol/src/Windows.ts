/** The two windows of one round in L1 seconds (P3.1, P3.2): [start, commitEnd) for commitments, [commitEnd, proofEnd) for proofs. */
export interface Windows {
  readonly start: bigint;
  readonly commitEnd: bigint;
  readonly proofEnd: bigint;
}

/** Where a round stands. `waiting`: no window is open; it opens with the first commitment (P3.3). */
export type RoundPhase = "waiting" | "proposal" | "proof" | "finalisable";

/** P3.1, P3.2: the windows of a round that opened at `start`. */
export function windowsFrom(start: bigint, proposalWindow: bigint, proofWindow: bigint): Windows {
  const commitEnd = start + proposalWindow;
  return { start, commitEnd, proofEnd: commitEnd + proofWindow };
}

/** P3.5: the phase at an L1 time; `undefined` windows mean that none is open yet. */
export function roundPhase(windows: Windows | undefined, l1Time: bigint): RoundPhase {
  if (windows === undefined) return "waiting";
  if (l1Time < windows.commitEnd) return "proposal";
  return l1Time < windows.proofEnd ? "proof" : "finalisable";
}

/** P3.5: a window shorter than 5 L1 blocks lets one L1 proposer keep rival bids out. */
export function isWindowTooShort(windowSeconds: number, l1BlockSeconds: number): boolean {
  return windowSeconds < 5 * l1BlockSeconds;
}
