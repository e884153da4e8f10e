/** As `RescueOrder` of the strategy has them: its hash is repeated here, and a test holds the two together. */
const GOLDEN = 0x9e3779b1;
const SEATS = 2_048;
/** Seats that are put in order at first: turns 0 … 5 take 17, and some are silent. */
const FIRST_COUNT = 32;
/** Candidates for a place among the first, so that there are almost always enough. */
const MARGIN = 1.5;

function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * R15: the first seats in a node's order, which is the strategy's `RescueOrder`. That one ranks all 2,048 seats, which takes 0.2 ms; a
 * simulated block has up to 4,095 nodes, at most of which three or four seats ever step in. This one puts only the first in order, and
 * more when they are asked for.
 */
export class FirstRescuers {
  readonly #seed: number;
  readonly #seats: readonly number[];
  #inOrder: readonly number[] = [];

  /** @param proposalId - 32 bytes. @param number - of the node. @param seats - active in the round, each once. */
  constructor(proposalId: Uint8Array, number: number, seats: readonly number[]) {
    const [a = 0, b = 0, c = 0, d = 0] = proposalId.subarray(-4);
    this.#seed = mix(((a << 24) | (b << 16) | (c << 8) | d) ^ Math.imul(number + 1, GOLDEN));
    this.#seats = seats;
  }

  /** The seat of this rank; undefined behind the last. */
  at(rank: number): number | undefined {
    if (rank >= this.#seats.length) return undefined;
    for (
      let count = Math.max(FIRST_COUNT, 2 * this.#inOrder.length);
      rank >= this.#inOrder.length;
      count *= 2
    ) {
      this.#inOrder = this.#first(count);
    }
    return this.#inOrder[rank];
  }

  /** At least the first few in order; how many differs a little. */
  #first(count: number): number[] {
    const part = (MARGIN * count) / this.#seats.length;
    const below = part >= 1 ? 2 ** 32 : part * 2 ** 32;
    const keys: number[] = [];
    for (const seat of this.#seats) {
      const hash = mix(this.#seed + Math.imul(seat + 1, GOLDEN));
      if (hash < below) keys.push(hash * SEATS + seat);
    }
    return keys.sort((x, y) => x - y).map((key) => key % SEATS);
  }
}
