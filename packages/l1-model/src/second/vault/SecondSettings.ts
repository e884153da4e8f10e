/** Constants of one deployment, as `Settings` in SecondTypes.sol. Times are seconds, amounts wei, α in 2^-16, shares in 1/10,000. */
export interface SecondSettings {
  readonly slotTime: number;
  readonly proposalWindow: number;
  readonly proofWindow: number;
  readonly inclusionDelay: number;
  readonly escapeDelay: number;
  readonly uncleWindow: number;
  readonly minBurnBid: bigint;
  readonly bond: bigint;
  readonly bondBps: number;
  readonly blockReward: bigint;
  readonly leafWeight: number;
  readonly mergeWeight: number;
  readonly rootWeight: number;
  readonly uncommittedFactorBps: number;
  readonly minProverShareBps: number;
  readonly targetProvers: number;
  readonly alphaMin: number;
  readonly alphaMax: number;
  readonly unclePayBps: number;
  readonly uncleMinBps: number;
  readonly uncles: number;
  readonly messageFee: bigint;
  readonly earlyEnd: boolean;
  readonly pipelined: boolean;
}

/** R8: constants of the court, as `CourtSettings` in SecondTypes.sol. */
export interface SecondCourtSettings {
  readonly reportWindow: number;
  readonly contestWindow: number;
  readonly penaltyFactor: number;
  readonly reportBounty: bigint;
  readonly levelDecay: number;
  readonly slashBps: number;
}

/** Constants of the registry. */
export interface SecondRegistrySettings {
  readonly stake: bigint;
  readonly minStake: bigint;
  readonly exitDelay: number;
}

/** Addresses of the contracts, lower case. */
export interface SecondAddresses {
  readonly vault: `0x${string}`;
  readonly registry: `0x${string}`;
  readonly auction: `0x${string}`;
  readonly rollup: `0x${string}`;
  readonly rewards: `0x${string}`;
  readonly bridge: `0x${string}`;
  readonly court: `0x${string}`;
}
