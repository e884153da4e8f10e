/** A round, as far as it matters who may act in it. */
export interface GatedRound {
  readonly height: bigint;
  /** Round of its height, from 0. */
  readonly round: number;
  /** Undefined until its proposal window opens. */
  readonly windows: object | undefined;
}

/** Whether this machine may act with its keys, where another machine may have the same. */
export interface DutyGate {
  /** Whether a bid, a vote or a claim may be made in a round: no other machine may have made one. @param now - L1 seconds. */
  mayPromise(round: GatedRound, now: bigint): boolean;
  /** Called before each signature. @throws TRL-NOD-081 if another machine may act by now. */
  requireDuty(): void;
}

/** The gate of a node whose keys no other machine has. */
export const ALONE: DutyGate = { mayPromise: () => true, requireDuty: () => {} };
