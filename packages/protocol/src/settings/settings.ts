/** Constants of one deployment; see `Settings` in contracts/src/Types.sol. Amounts in wei, times in seconds. */
export interface RollupSettings {
  /** R13: seconds of an L1 slot. L1 cannot check it. */
  readonly slotTime: number;
  readonly proposalWindow: number;
  readonly proofWindow: number;
  /** P10.3: when a queued message is due. */
  readonly inclusionDelay: number;
  /** R12: for how long the oldest message must have been due before the rollup may be stopped. */
  readonly escapeDelay: number;
  /** R7: how long losing blocks may be named. */
  readonly uncleWindow: number;
  readonly minBurnBid: bigint;
  /** R9: the least bond, and the bond as a part of the bid. */
  readonly bond: bigint;
  readonly bondBps: number;
  readonly blockReward: bigint;
  readonly leafWeight: number;
  readonly mergeWeight: number;
  readonly rootWeight: number;
  readonly uncommittedFactorBps: number;
  readonly minProverShareBps: number;
  readonly targetProvers: number;
  /** R14: bounds of α, in 2^-16. */
  readonly alphaMin: number;
  readonly alphaMax: number;
  readonly unclePayBps: number;
  readonly uncleMinBps: number;
  readonly uncles: number;
  /** R10: what a message burns while the queue is empty. */
  readonly messageFee: bigint;
  /** R16: whether a decided round may end early. */
  readonly earlyEnd: boolean;
  /** P3.4: whether the next height is proposed while this one is proven. */
  readonly pipelined: boolean;
}

/** R8: constants of the court; see `CourtSettings` in contracts/src/Types.sol. */
export interface CourtSettings {
  readonly reportWindow: number;
  readonly contestWindow: number;
  readonly penaltyFactor: number;
  readonly reportBounty: bigint;
  readonly levelDecay: number;
  readonly slashBps: number;
}
