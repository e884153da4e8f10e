import type { RoundRule } from "@trellis/protocol";

/** P11: constants of the rollup, as in IRollup.sol. Windows in seconds, amounts in wei. */
export interface RollupSettings extends RoundRule {
  /** P10.3: seconds after which a queued message is due. */
  readonly inclusionDelay: number;
  readonly minBurnBid: bigint;
  readonly bond: bigint;
  readonly blockReward: bigint;
  readonly leafWeight: number;
  readonly mergeWeight: number;
  readonly rootWeight: number;
  /** P6.6, 1/10,000. */
  readonly uncommittedFactorBps: number;
  /** P8.4: most uncles of a block, and what their provers share. */
  readonly uncles: number;
  readonly uncleReward: bigint;
  /** P8.5 */
  readonly fairPay: boolean;
}
