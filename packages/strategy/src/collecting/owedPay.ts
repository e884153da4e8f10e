import { nodeAt, nodePay, type RollupSettings, sharePool } from "@trellis/protocol";
import type { Hex } from "viem";
import type { OwedPay } from "./claimBatches.ts";
import { weightsOf } from "./expectedReward.ts";

/** R7: a settled reward, as L1 has it once its uncle window is over. */
export interface SettledPool {
  /** Wei. */
  readonly amount: bigint;
  readonly winnerSeats: number;
  /** New seats of the named losing blocks, and the pay of each as a part of a winner's seat's, 1/10,000. */
  readonly newSeats: number;
  readonly newSeatBps: number;
  /** From when shares are paid, L1 seconds. */
  readonly claimsFrom: bigint;
  readonly depth: number;
}

/** What one seat may claim of a final block. */
export interface PaidParts {
  readonly nodes: readonly { readonly number: number; readonly isCommitted: boolean }[];
  readonly isNewSeat: boolean;
}

/**
 * P8.3, P6.6, R7: the pays that a seat has earned in a round, as L1 computes them.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function owedPay(
  proposalId: Hex,
  seat: number,
  { nodes, isNewSeat }: PaidParts,
  pool: SettledPool,
  settings: RollupSettings,
): OwedPay[] {
  const { amount, winnerSeats, newSeats, newSeatBps, claimsFrom, depth } = pool;
  // A winner that nobody proved as committed has no pool.
  if (winnerSeats === 0) return [];
  const shares = sharePool(amount, winnerSeats, newSeats, newSeatBps);
  const weights = weightsOf(settings);
  const common = { seat, proposalId, claimsFrom };
  const forNodes = nodes.map(({ number, isCommitted }): OwedPay => {
    const { uncommittedFactorBps } = settings;
    const node = nodeAt(number);
    const pay = nodePay(shares.winner, weights, node, depth, isCommitted, uncommittedFactorBps);
    return { ...common, nodeNumber: number, amount: pay };
  });
  return isNewSeat ? [...forNodes, { ...common, nodeNumber: undefined, amount: shares.newSeat }] : forNodes;
}
