import type { BlockRecord, Uncle } from "@trellis/l1";
import { paidNodes, unclesToName } from "@trellis/l1";
import { equalBytes, type ProverBitmap, type RollupSettings, sharePool } from "@trellis/protocol";
import { nodeShare, weightsOf } from "@trellis/strategy";

/** R7: losing blocks to name for a winner. */
export interface Naming {
  readonly uncles: readonly Uncle[];
  readonly newSeats: ProverBitmap;
  /** Mean worth of a new seat, 1/10,000 of a winner's. */
  readonly worthBps: number;
}

/** R7: the losing blocks to name for a winner: those on its own parent. @param round - all commitments of its round. */
export function namingFor(
  winner: BlockRecord,
  round: readonly BlockRecord[],
  settings: RollupSettings,
): Naming {
  const { parent } = winner.proposal;
  const siblings = round.filter(({ proposal }) => equalBytes(proposal.parent, parent));
  return unclesToName(winner, siblings, settings);
}

/** P8.3: what a pool pays some seats for their nodes in the winner, wei, before new seats take their part. */
export function nodeGain(
  winner: BlockRecord,
  seats: readonly number[],
  pool: bigint,
  settings: RollupSettings,
): bigint {
  const weights = weightsOf(settings);
  const { depth } = winner.proposal;
  return seats
    .flatMap((seat) => paidNodes(winner, seat))
    .filter(({ isCommitted }) => isCommitted)
    .reduce((sum, { number }) => sum + nodeShare(pool, number, depth, weights), 0n);
}

/**
 * R7: what a naming brings some new seats, wei.
 * @param winnerSeats - proven seats of the winner.
 */
export function namingGain(
  { newSeats, worthBps }: Naming,
  seats: readonly number[],
  pool: bigint,
  winnerSeats: number,
  { unclePayBps }: RollupSettings,
): bigint {
  const own = seats.filter((seat) => newSeats.has(seat)).length;
  if (own === 0 || winnerSeats === 0) return 0n;
  const payBps = Math.floor((unclePayBps * worthBps) / 10_000);
  return BigInt(own) * sharePool(pool, winnerSeats, newSeats.count(), payBps).newSeat;
}
