import type { RollupSettings } from "../../packages/l1-model/src/rollup/RollupSettings.ts";
import type { TraceDeployment } from "../../packages/l1-model/test/Trace.ts";
import { BANK } from "./Actors.ts";

/** Settings with numbers that do not divide each other, so that rounding has an effect. */
const SETTINGS: RollupSettings = {
  proposalWindow: 60,
  proofWindow: 600,
  inclusionDelay: 700,
  minBurnBid: 11n,
  bond: 1_009n,
  blockReward: 100_003n,
  leafWeight: 1,
  mergeWeight: 3,
  rootWeight: 4,
  uncommittedFactorBps: 5_000,
  targetProvers: 3,
  alphaMin: 16,
  alphaMax: 30,
  uncles: 2,
  uncleReward: 20_011n,
  fairPay: false,
  pipelined: false,
};

const deploymentWith = (
  settings: Partial<RollupSettings>,
): Omit<TraceDeployment, "chainId" | "addresses"> => ({
  rollupSettings: { ...SETTINGS, ...settings },
  registrySettings: { stake: 10_007n, minStake: 5_003n, exitDelay: 3_300 },
  courtSettings: {
    reportWindow: 1_500,
    contestWindow: 500,
    slashBps: 1_700,
    repeatPeriod: 9_000,
    backupBps: 3_000,
  },
  genesisStateRoot: 110n,
  bank: BANK,
  supply: 10n ** 9n,
});

/** The recorded traces by name: deployment, number of calls, and seed. The seeds are chosen so that the traces together cover everything. */
export const WORLDS = {
  "sequential-uncles": { deployment: deploymentWith({}), steps: 400, seed: 1 },
  "sequential-winner-only": { deployment: deploymentWith({ uncles: 0, alphaMin: 20 }), steps: 400, seed: 1 },
  "sequential-fair-pay": { deployment: deploymentWith({ fairPay: true, uncles: 1 }), steps: 400, seed: 1 },
  "pipelined-uncles": { deployment: deploymentWith({ pipelined: true }), steps: 400, seed: 2 },
  "pipelined-fair-pay": {
    deployment: deploymentWith({ pipelined: true, fairPay: true, uncles: 1 }),
    steps: 400,
    seed: 3,
  },
} as const;
