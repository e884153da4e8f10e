import { gasCost, type Prices } from "./gasCost.ts";

/** What every transaction costs. */
const BASE = 21_000n;

/** M7: gas of the calls that somebody has to make, as measured (contracts/snapshots), with that of the transaction. */
export const DUTY_GAS = {
  /** With a real proof, when the transactions are on L1 already, and for each node of the block. */
  submitProof: BASE + 1_045_000n,
  submitProofNode: 500n,
  settleReward: BASE + 151_000n,
  /** With one losing block, and for each further one. */
  nameUncles: BASE + 108_000n,
  furtherUncle: 34_000n,
  refund: BASE + 53_000n,
  /** Of one pay, in a block where the seat has others or not, and of each further one, at any depth. */
  claim: BASE + 120_000n,
  furtherClaim: 20_000n,
  /** Of one node, and of each further one of the same seat. */
  report: BASE + 346_000n,
  furtherReport: 290_000n,
  settleCase: BASE + 113_000n,
  /** With a real proof. */
  answer: BASE + 975_000n,
} as const;

/** M7: whether a call brings more than it costs. @param gain - wei of the native token. */
export function isWorthGas(gain: bigint, gas: bigint, prices: Prices): boolean {
  return gain > gasCost(gas, prices);
}
