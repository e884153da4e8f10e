import type { NodeWeights } from "@trellis/protocol";
import { type Tally, weightOf } from "@trellis/protocol/second";

/** What was proven of a block: its committed seats that proved, and their nodes. */
export interface DoneWork {
  readonly provers: number;
  readonly committed: Tally["committed"];
}

/**
 * R7: pay of a losing block's new seats by its work, 1/10,000 of a winner's seat's: `full` if its provers have proven as much weight each as
 * the winner's, otherwise in proportion; rounded down. As Rewards.sol computes it.
 * @param full - the deployment's `unclePayBps`.
 */
export function unclePay(loser: DoneWork, winner: DoneWork, weights: NodeWeights, full: number): bigint {
  const done = weightOf(loser.committed, weights) * BigInt(winner.provers);
  const usual = weightOf(winner.committed, weights) * BigInt(loser.provers);
  return done >= usual ? BigInt(full) : (BigInt(full) * done) / usual;
}
