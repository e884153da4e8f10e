import { type BlockRecord, paidNodes, type UncleCandidate, uncleCandidates } from "@trellis/l1";
import {
  equalBytes,
  type NewSeats,
  newSeatParts,
  newSeatShare,
  type RollupSettings,
} from "@trellis/protocol";
import { chooseUncles, nodeShare, weightsOf } from "@trellis/strategy";

/** R7: the losing blocks to name for a winner: those on its own parent. @param round - all commitments of its round. */
export function namingFor(
  winner: BlockRecord,
  round: readonly BlockRecord[],
  settings: RollupSettings,
): UncleCandidate[] {
  const { parent } = winner.proposal;
  const siblings = round.filter(({ proposal }) => equalBytes(proposal.parent, parent));
  return chooseUncles(uncleCandidates(winner, siblings, settings), settings.uncles);
}

/** R7: the seats that get a better rate by a naming than by what is named now: as new ones, or counted in a better block. */
export function gainingSeats(naming: readonly NewSeats[], named: readonly NewSeats[]): number[] {
  const rates = ratesOf(named);
  return [...ratesOf(naming)]
    .filter(([seat, bps]) => bps > (rates.get(seat) ?? 0))
    .map(([seat]) => seat)
    .sort((a, b) => a - b);
}

/** Rate of each new seat, 1/10,000. */
function ratesOf(named: readonly NewSeats[]): Map<number, number> {
  return new Map(named.flatMap(({ bps, seats }) => seats.seats().map((seat) => [seat, bps])));
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
 * R7: what naming losing blocks brings some seats over what is named now, wei: each counts for itself.
 * @param winnerSeats - proven seats of the winner.
 * @param named - what L1 has now; by default nothing.
 */
export function namingGain(
  naming: readonly NewSeats[],
  seats: readonly number[],
  pool: bigint,
  winnerSeats: number,
  named: readonly NewSeats[] = [],
): bigint {
  if (winnerSeats === 0) return 0n;
  const [after, before] = [paysOf(naming, pool, winnerSeats), paysOf(named, pool, winnerSeats)];
  const gains = seats.map((seat) => (after.get(seat) ?? 0n) - (before.get(seat) ?? 0n));
  return gains.reduce((sum, gain) => (gain > 0n ? sum + gain : sum), 0n);
}

/** Pay of each new seat, wei. */
function paysOf(named: readonly NewSeats[], amount: bigint, winnerSeats: number): Map<number, bigint> {
  const pool = { amount, winnerSeats, newSeatParts: newSeatParts(named) };
  return new Map(
    named.flatMap(({ bps, seats }) => {
      const pay = newSeatShare(pool, bps);
      return seats.seats().map((seat) => [seat, pay] as const);
    }),
  );
}
