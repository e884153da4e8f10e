import { bestRateFirst, type NewSeats } from "@trellis/protocol";

/** Up to so many losing blocks the best set is searched for among all; above it is put together block by block. */
const SEARCHED = 12;

/**
 * R7: the losing blocks to name for the pay of their new seats: those whose new seats together get the most, since L1 keeps that set. They
 * come in L1's order, each with the seats that are counted in it ({@link bestRateFirst}). Blocks that add nothing are left out: each costs
 * gas. If there are no more blocks than places, each seat gets the best rate of all blocks that have it, whatever others name.
 * @param candidates - proven losing blocks that may be named, by a kept proof each: of the winner's round and parent, the bid high enough
 * (`mayBeUncle`). `seats`: committed and proven there, and not committed in the winner. Of equal sets that of the earlier ones is taken.
 * @param most - the deployment's `uncles`.
 */
export function chooseUncles<Candidate extends NewSeats>(
  candidates: readonly Candidate[],
  most: number,
): Candidate[] {
  const blocks = candidates
    .map((candidate, place) => ({ bps: candidate.bps, seats: candidate.seats.seats(), place }))
    .filter(({ bps, seats }) => bps * seats.length > 0)
    .sort((a, b) => b.bps - a.bps || b.seats.length - a.seats.length || a.place - b.place);
  const greedy = blockByBlock(blocks, most);
  const chosen = blocks.length <= SEARCHED ? bestOfAll(blocks, most, greedy) : greedy;
  return bestRateFirst(chosen.map(({ place }) => candidates[place]!));
}

/** A candidate. The lists below have the best rate first, and of equal rates the most seats. */
interface Block {
  readonly bps: number;
  readonly seats: readonly number[];
  readonly place: number;
}

/** The blocks that add a seat to those before them, and what all seats get. */
function worthOf(blocks: readonly Block[]): { readonly blocks: Block[]; readonly parts: number } {
  const counted = new Set<number>();
  let parts = 0;
  const adding = blocks.filter(({ bps, seats }) => {
    const before = counted.size;
    for (const seat of seats) counted.add(seat);
    parts += bps * (counted.size - before);
    return counted.size > before;
  });
  return { blocks: adding, parts };
}

/** Takes the block that adds most, again and again: at least 63 % of what the best set gets. */
function blockByBlock(blocks: readonly Block[], most: number): Block[] {
  let chosen: Block[] = [];
  while (chosen.length < most) {
    const rates = new Map<number, number>();
    for (const { bps, seats } of chosen.toReversed()) for (const seat of seats) rates.set(seat, bps);
    let best: { readonly block: Block; readonly adds: number } | undefined;
    for (const block of blocks) {
      const adds = block.seats.reduce(
        (sum, seat) => sum + Math.max(0, block.bps - (rates.get(seat) ?? 0)),
        0,
      );
      if (adds > (best?.adds ?? 0)) best = { block, adds };
    }
    if (best === undefined) break;
    const { block } = best;
    // A block that gives all its seats a better rate frees the place of another one.
    chosen = worthOf(blocks.filter((one) => one === block || chosen.includes(one))).blocks;
  }
  return chosen;
}

/** The best set of all; of equal ones the smallest that is found first. */
function bestOfAll(blocks: readonly Block[], most: number, start: readonly Block[]): readonly Block[] {
  let best = start;
  let bestParts = worthOf(start).parts;
  const search = (
    chosen: readonly Block[],
    counted: ReadonlySet<number>,
    parts: number,
    next: number,
  ): void => {
    if (parts > bestParts || (parts === bestParts && chosen.length < best.length)) {
      [best, bestParts] = [chosen, parts];
    }
    const places = most - chosen.length;
    if (places <= 0 || parts + mostOf(blocks.slice(next), places) < bestParts) return;
    for (let i = next; i < blocks.length; i++) {
      const block = blocks[i]!;
      const together = new Set(counted);
      for (const seat of block.seats) together.add(seat);
      const added = together.size - counted.size;
      if (added > 0) search([...chosen, block], together, parts + block.bps * added, i + 1);
    }
  };
  search([], new Set(), 0, 0);
  return best;
}

/** What so many of these blocks add at most: even without a seat in common they add no more. */
function mostOf(blocks: readonly Block[], places: number): number {
  const all = blocks.map(({ bps, seats }) => bps * seats.length).sort((a, b) => b - a);
  return all.slice(0, places).reduce((sum, parts) => sum + parts, 0);
}
