import { ProverBitmap, SEATS } from "@trellis/protocol";

const WORDS = SEATS / 32;

/** A set of seats in 64 words of 32 bits: what {@link ProverBitmap} is, for millions of rounds. */
export class SeatSet {
  readonly #words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.#words = words;
  }

  static empty(): SeatSet {
    return new SeatSet(new Uint32Array(WORDS));
  }

  static of(seats: Iterable<number>): SeatSet {
    const set = SeatSet.empty();
    for (const seat of seats) set.add(seat);
    return set;
  }

  /** Changes this set. */
  add(seat: number): void {
    this.#words[seat >>> 5]! |= 1 << (seat & 31);
  }

  /** Changes this set. */
  delete(seat: number): void {
    this.#words[seat >>> 5]! &= ~(1 << (seat & 31));
  }

  /** Changes this set: adds all of another one. */
  addAll(other: SeatSet): void {
    for (let i = 0; i < WORDS; i++) this.#words[i]! |= other.#words[i]!;
  }

  has(seat: number): boolean {
    return (this.#words[seat >>> 5]! & (1 << (seat & 31))) !== 0;
  }

  and(other: SeatSet): SeatSet {
    return new SeatSet(this.#words.map((word, i) => word & other.#words[i]!));
  }

  /** Without the seats of another set. */
  without(other: SeatSet): SeatSet {
    return new SeatSet(this.#words.map((word, i) => word & ~other.#words[i]!));
  }

  equals(other: SeatSet): boolean {
    return this.#words.every((word, i) => word === other.#words[i]);
  }

  count(): number {
    let count = 0;
    for (let i = 0; i < WORDS; i++) count += ones(this.#words[i]!);
    return count;
  }

  /** The seats in the set, ascending. */
  seats(): number[] {
    const seats: number[] = [];
    for (let i = 0; i < WORDS; i++) {
      for (let rest = this.#words[i]!; rest !== 0; rest &= rest - 1) {
        seats.push(32 * i + 31 - Math.clz32(rest & -rest));
      }
    }
    return seats;
  }

  /** The same set as the rules have it. */
  bitmap(): ProverBitmap {
    return ProverBitmap.of(this.seats());
  }
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
