/** R17: slots by which late changes of the lead extend a proposal window, at most. */
export const MOST_EXTENSIONS = 5;

/** The windows of one round in L1 seconds (P3.1, P3.2): [start, commitEnd) for commitments, [proofStart, proofEnd) for proofs. */
export interface Windows {
  readonly start: bigint;
  readonly commitEnd: bigint;
  readonly proofStart: bigint;
  readonly proofEnd: bigint;
}

/** P3.4: the proposal window alone. The proof window is not known until the block below is final. */
export type OpenWindows = Pick<Windows, "start" | "commitEnd"> & Partial<Windows>;

/**
 * The phase of a round. `waiting`: no window is open yet; the first commitment opens one (P3.3). `sealed`: the round takes no more
 * commitments, and takes no proofs until the block below is final (P3.4).
 */
export type RoundPhase = "waiting" | "proposal" | "sealed" | "proof" | "finalisable";

/** P3.5: the phase at an L1 time; `undefined` means that no window is open yet. */
export function roundPhase(windows: OpenWindows | undefined, l1Time: bigint): RoundPhase {
  if (windows === undefined) return "waiting";
  const { commitEnd, proofStart, proofEnd } = windows;
  if (l1Time < commitEnd) return "proposal";
  if (proofStart === undefined || proofEnd === undefined || l1Time < proofStart) return "sealed";
  return l1Time < proofEnd ? "proof" : "finalisable";
}
