import { isWindowTooShort } from "@trellis/protocol";

/** P11: constants of one deployment; see `Settings` in IRollup.sol for units and ranges. Amounts in wei, windows in seconds. */
export interface RollupSettings {
  readonly proposalWindow: number;
  readonly proofWindow: number;
  /** P10.3: seconds after which a queued message must be consumed. */
  readonly inclusionDelay: number;
  readonly minBurnBid: bigint;
  readonly bond: bigint;
  readonly blockReward: bigint;
  readonly leafWeight: number;
  readonly mergeWeight: number;
  readonly rootWeight: number;
  readonly uncommittedFactorBps: number;
  readonly targetProvers: number;
  /** P7.3: bounds of α, eighths. */
  readonly alphaMin: number;
  readonly alphaMax: number;
  /** P8.4: the most uncles of a block, and what their provers share, wei. */
  readonly uncles: number;
  readonly uncleReward: bigint;
  /** P8.5: whether the contributors of all proven blocks share the provers' part. */
  readonly fairPay: boolean;
  /** P3.4: whether the next height is proposed while this one is proven. */
  readonly pipelined: boolean;
}

const TOKEN = 10n ** 18n;

/** Presets: `devnet` for 1 s L1 blocks and real proofs on one small machine, `mainnet` for 12 s L1 blocks. */
export const SETTINGS_PRESETS = {
  devnet: {
    proposalWindow: 12,
    proofWindow: 210,
    inclusionDelay: 60,
    minBurnBid: TOKEN / 1_000n,
    bond: TOKEN,
    blockReward: 10n * TOKEN,
    leafWeight: 1,
    mergeWeight: 3,
    rootWeight: 4,
    uncommittedFactorBps: 5_000,
    targetProvers: 4,
    alphaMin: 16,
    alphaMax: 40,
    uncles: 2,
    uncleReward: 2n * TOKEN,
    fairPay: false,
    pipelined: false,
  },
  mainnet: {
    proposalWindow: 60,
    proofWindow: 600,
    inclusionDelay: 3_600,
    minBurnBid: TOKEN,
    bond: 100n * TOKEN,
    blockReward: 100n * TOKEN,
    leafWeight: 1,
    mergeWeight: 3,
    rootWeight: 4,
    uncommittedFactorBps: 5_000,
    targetProvers: 1_024,
    alphaMin: 16,
    alphaMax: 40,
    uncles: 2,
    uncleReward: 20n * TOKEN,
    fairPay: true,
    pipelined: false,
  },
} as const satisfies Record<string, RollupSettings>;

const DAY = 86_400;

/** P2.2: an exit delay, in seconds, that is days longer than any window in which a seat can still be slashed by the presets' courts. At least 7 days. */
export function exitDelayFor({ proposalWindow, proofWindow, pipelined }: RollupSettings): number {
  // P3.4: a pipelined round waits for the round below it.
  return Math.max(7 * DAY, proposalWindow + proofWindow * (pipelined ? 2 : 1) + 4 * DAY);
}

/** Returns warnings about settings that a deployer should reconsider (P3.5, P10.3). */
export function settingsWarnings(settings: RollupSettings, l1BlockSeconds: number): string[] {
  const warnings: string[] = [];
  for (const window of ["proposalWindow", "proofWindow"] as const) {
    if (isWindowTooShort(settings[window], l1BlockSeconds)) {
      warnings.push(
        `${window} (${settings[window]} s) is shorter than 5 L1 blocks of ${l1BlockSeconds} s: a single L1 proposer can keep rivals out`,
      );
    }
  }
  if (isWindowTooShort(settings.inclusionDelay, l1BlockSeconds)) {
    warnings.push(
      `inclusionDelay (${settings.inclusionDelay} s) is shorter than 5 L1 blocks of ${l1BlockSeconds} s: after a reorganisation of L1, messages may be due that no proposer has seen`,
    );
  }
  return warnings;
}
