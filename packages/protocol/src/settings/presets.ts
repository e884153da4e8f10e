import { ALPHA_ONE } from "../auction/score.ts";
import type { CourtSettings, RollupSettings } from "./settings.ts";

/** What a deployment is set to. */
export interface Preset {
  readonly settings: RollupSettings;
  readonly court: CourtSettings;
}

const TOKEN = 10n ** 18n;
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** What all presets have in common. */
const COMMON = {
  bondBps: 10_000,
  leafWeight: 1,
  mergeWeight: 3,
  rootWeight: 4,
  uncommittedFactorBps: 5_000,
  minProverShareBps: 5_000,
  alphaMin: 2 * ALPHA_ONE,
  alphaMax: 5 * ALPHA_ONE,
  unclePayBps: 9_500,
  // A new seat is paid by the work of its block, so no bid is too small.
  uncleMinBps: 0,
  uncles: 8,
  pipelined: false,
} as const;

/** For 1 s L1 slots and real proofs on one small machine. */
const DEVNET: Preset = {
  settings: {
    ...COMMON,
    slotTime: 1,
    proposalWindow: 12,
    proofWindow: 210,
    // A whole round takes at most 227 s.
    inclusionDelay: 240,
    escapeDelay: DAY,
    uncleWindow: 60,
    minBurnBid: TOKEN / 1_000n,
    bond: TOKEN,
    blockReward: 10n * TOKEN,
    targetProvers: 4,
    messageFee: TOKEN / 1_000n,
    earlyEnd: true,
  },
  court: {
    reportWindow: HOUR,
    contestWindow: HOUR,
    penaltyFactor: 2,
    reportBounty: TOKEN / 10n,
    levelDecay: HOUR,
    slashBps: 100,
  },
};

/**
 * Settings to start from. `devnet`: 1 s L1 slots and real proofs on one small machine. `quick`: all windows end within half a minute, for
 * watched test networks with simulated proofs. `mainnet`: 12 s L1 slots.
 */
export const PRESETS = {
  devnet: DEVNET,
  quick: {
    settings: { ...DEVNET.settings, proposalWindow: 5, proofWindow: 10, inclusionDelay: 30, uncleWindow: 5 },
    court: { ...DEVNET.court, reportWindow: 10, contestWindow: 10 },
  },
  mainnet: {
    settings: {
      ...COMMON,
      slotTime: 12,
      // Half of L1's builders keep a late bid out with 6 %; with 60 s, with 25 %.
      proposalWindow: 120,
      proofWindow: 600,
      inclusionDelay: HOUR,
      escapeDelay: 30 * DAY,
      uncleWindow: HOUR,
      minBurnBid: TOKEN,
      bond: 20n * TOKEN,
      blockReward: 100n * TOKEN,
      targetProvers: 1_024,
      messageFee: TOKEN / 100n,
      earlyEnd: false,
    },
    court: {
      reportWindow: DAY,
      contestWindow: DAY,
      penaltyFactor: 2,
      reportBounty: (3n * TOKEN) / 2n,
      levelDecay: DAY,
      slashBps: 100,
    },
  },
} as const satisfies Record<string, Preset>;
