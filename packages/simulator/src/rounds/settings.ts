import { ALPHA_ONE, type SecondCourtSettings, type SecondSettings } from "@trellis/protocol/second";

/** Wei of one token. */
export const TOKEN = 10n ** 18n;
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** The settings of a deployment that a round needs. */
export interface RoundSettings {
  readonly rollup: SecondSettings;
  readonly court: SecondCourtSettings;
  /** Full stake of a seat, wei. */
  readonly stake: bigint;
}

/** The preset `mainnet`. A test of the CLI holds it to the one that is deployed. */
export const MAINNET: RoundSettings = {
  rollup: {
    slotTime: 12,
    proposalWindow: 120,
    proofWindow: 600,
    inclusionDelay: HOUR,
    escapeDelay: 30 * DAY,
    uncleWindow: HOUR,
    minBurnBid: TOKEN,
    bond: 20n * TOKEN,
    bondBps: 10_000,
    blockReward: 100n * TOKEN,
    leafWeight: 1,
    mergeWeight: 3,
    rootWeight: 4,
    uncommittedFactorBps: 5_000,
    minProverShareBps: 5_000,
    targetProvers: 1_024,
    alphaMin: 2 * ALPHA_ONE,
    alphaMax: 5 * ALPHA_ONE,
    unclePayBps: 9_500,
    uncleMinBps: 0,
    uncles: 8,
    messageFee: TOKEN / 100n,
    earlyEnd: false,
    pipelined: false,
  },
  court: {
    reportWindow: DAY,
    contestWindow: DAY,
    penaltyFactor: 2,
    reportBounty: (3n * TOKEN) / 2n,
    levelDecay: DAY,
    slashBps: 100,
  },
  stake: 1_000n * TOKEN,
};

/** Tokens as wei, to a billionth of a token. */
export function wei(tokens: number): bigint {
  return BigInt(Math.round(tokens * 1e9)) * 10n ** 9n;
}

/** Wei as tokens, in double precision. */
export function tokens(amount: bigint): number {
  return Number(amount) / 1e18;
}
