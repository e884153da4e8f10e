import {
  newSeatShare,
  nodeAt,
  nodePay,
  type RollupSettings,
  type SharedPool,
  winnersShare,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { OwedPay } from "./claimBatches.ts";
import { weightsOf } from "./expectedReward.ts";

/** R7: a settled reward, as L1 has it once its uncle window is over. */
export interface SettledPool extends SharedPool {
  /** From when shares are paid, L1 seconds. */
  readonly claimsFrom: bigint;
  readonly depth: number;
}

/** What one seat may claim of a final block. */
export interface PaidParts {
  readonly nodes: readonly { readonly number: number; readonly isCommitted: boolean }[];
  /** R7: rate of the losing block in which it is a new seat, 1/10,000; undefined: it is none. */
  readonly newSeatBps: number | undefined;
}

/**
 * P8.3, P6.6, R7: the pays that a seat has earned in a round, as L1 computes them.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function owedPay(
  proposalId: Hex,
  seat: number,
  { nodes, newSeatBps }: PaidParts,
  pool: SettledPool,
  settings: RollupSettings,
): OwedPay[] {
  const { winnerSeats, claimsFrom, depth } = pool;
  // A winner that nobody proved as committed has no pool.
  if (winnerSeats === 0) return [];
  const shared = winnersShare(pool);
  const weights = weightsOf(settings);
  const common = { seat, proposalId, claimsFrom };
  const forNodes = nodes.map(({ number, isCommitted }): OwedPay => {
    const { uncommittedFactorBps } = settings;
    const pay = nodePay(shared, weights, nodeAt(number), depth, isCommitted, uncommittedFactorBps);
    return { ...common, nodeNumber: number, amount: pay };
  });
  if (newSeatBps === undefined) return forNodes;
  return [...forNodes, { ...common, nodeNumber: undefined, amount: newSeatShare(pool, newSeatBps) }];
}
