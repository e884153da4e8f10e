/** What became of a seat's duty for one node of one block. */
export interface Case {
  /** 0 none, 1 reported, 2 cleared, 3 slashed, 4 void. */
  readonly state: number;
  /** L1 timestamp. */
  readonly reportedAt: number;
  /** Seat + 1 that proved the node instead; 0 for nobody. */
  readonly backupPlusOne: number;
  /** Number of the vote (`voteNumber`). */
  readonly vote: number;
  /** P9.3: whether the proof came inside the proof window of its round. */
  readonly inTime: boolean;
}

/** Where nothing was reported or shown. */
export const NO_CASE: Case = { state: 0, reportedAt: 0, backupPlusOne: 0, vote: 0, inTime: false };
export const REPORTED = 1;
export const CLEARED = 2;
export const SLASHED = 3;
export const VOID = 4;
