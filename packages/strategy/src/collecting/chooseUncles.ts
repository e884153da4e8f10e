import { ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";

/** Up to so many losing blocks the best set is searched for among all; above it is put together block by block. */
const SEARCHED = 12;

/** A proven losing block that may be named: of the winner's round and parent, its bid high enough (`mayBeUncle`). */
export interface UncleCandidate {
  readonly proposalId: Hex;
  /** R7: seats that are committed and proven in its best proof, and not committed in the winner. */
  readonly newSeats: ProverBitmap;
}

/** A set of losing blocks to name. */
export interface UncleSet {
  readonly uncles: readonly Hex[];
  readonly newSeats: ProverBitmap;
}

/**
 * R7: the losing blocks to name for the pay of their new seats: those that together hold the most. L1 keeps the set with most new seats, so
 * a smaller set is refused. Blocks that add none are left out, since each costs gas.
 * @param most - the deployment's `uncles`.
 * @param named - new seats of the set that L1 has now; 0 without one.
 * @returns undefined if no set holds more than `named`.
 */
export function chooseUncles(
  candidates: readonly UncleCandidate[],
  most: number,
  named: number,
): UncleSet | undefined {
  const sets = candidates
    .map(({ proposalId, newSeats }) => ({ proposalId, seats: newSeats.seats() }))
    .filter(({ seats }) => seats.length > 0)
    .sort((a, b) => b.seats.length - a.seats.length || (a.proposalId < b.proposalId ? -1 : 1));
  const greedy = stepByStep(sets, most);
  const chosen = sets.length <= SEARCHED ? bestOfAll(sets, most, greedy) : greedy;
  const newSeats = ProverBitmap.of(chosen.flatMap(({ seats }) => seats));
  if (newSeats.count() <= named) return undefined;
  return { uncles: chosen.map(({ proposalId }) => proposalId), newSeats };
}

interface SeatSet {
  readonly proposalId: Hex;
  readonly seats: readonly number[];
}

const countOf = (sets: readonly SeatSet[]): number => new Set(sets.flatMap(({ seats }) => seats)).size;

/** Takes the block that adds most, again and again: at least 63 % of what the best set holds. */
function stepByStep(sets: readonly SeatSet[], most: number): SeatSet[] {
  const chosen: SeatSet[] = [];
  const covered = new Set<number>();
  while (chosen.length < most) {
    let best: { readonly set: SeatSet; readonly adds: number } | undefined;
    for (const set of sets) {
      const adds = set.seats.reduce((sum, seat) => sum + (covered.has(seat) ? 0 : 1), 0);
      if (adds > (best?.adds ?? 0)) best = { set, adds };
    }
    if (best === undefined) break;
    chosen.push(best.set);
    for (const seat of best.set.seats) covered.add(seat);
  }
  return chosen;
}

/** The best set of all; of equal ones the smallest that is found first. @param sets - the largest first. */
function bestOfAll(sets: readonly SeatSet[], most: number, start: readonly SeatSet[]): readonly SeatSet[] {
  let best = start;
  let bestCount = countOf(start);
  const search = (chosen: readonly SeatSet[], covered: ReadonlySet<number>, next: number): void => {
    const isBetter = covered.size > bestCount || (covered.size === bestCount && chosen.length < best.length);
    if (isBetter) [best, bestCount] = [chosen, covered.size];
    const places = most - chosen.length;
    // Even without overlap the next ones add no more than this.
    const bound = sets
      .slice(next, next + places)
      .reduce((sum, { seats }) => sum + seats.length, covered.size);
    if (places <= 0 || bound < bestCount) return;
    for (let i = next; i < sets.length; i++) {
      const set = sets[i]!;
      const together = new Set(covered);
      for (const seat of set.seats) together.add(seat);
      if (together.size > covered.size) search([...chosen, set], together, i + 1);
    }
  };
  search([], new Set(), 0);
  return best;
}
