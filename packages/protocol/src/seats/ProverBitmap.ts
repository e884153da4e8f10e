import { TrellisError } from "@trellis/field";
import { SEATS } from "../constants.ts";
import { toBytes } from "../encoding/bytes.ts";

const WORDS = SEATS / 256;
const LIMBS = SEATS / 128;

/** P1.3: whether this is a valid seat number, 0..2047. */
export function isSeat(seat: number): boolean {
  return Number.isInteger(seat) && seat >= 0 && seat < SEATS;
}

/**
 * P1.3: checks that a seat's number is 0..2047.
 * @throws TRL-PRO-006 otherwise.
 */
export function assertSeat(seat: number): void {
  if (!isSeat(seat))
    throw new TrellisError("TRL-PRO-006", `a seat is a whole number below ${SEATS}`, { seat });
}

/** A set of seats as L1 stores it: 8 words of 256 bits, seat 0 in the lowest bit of word 0. */
export type BitmapWords = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** P2.2: a set of seats; 8 words of 256 bits on L1, 16 limbs of 128 bits in circuits. Immutable. */
export class ProverBitmap {
  static readonly EMPTY = new ProverBitmap(0n);
  readonly #bits: bigint;
  /** {@link #bits} as bytes, lowest first, once they are asked for: to shift them costs as much as to read them all. */
  #bytes: Uint8Array | undefined;
  #count: number | undefined;

  private constructor(bits: bigint) {
    this.#bits = bits;
  }

  /**
   * The set of these seats.
   * @throws TRL-PRO-006 for a seat outside 0..2047.
   */
  static of(seats: Iterable<number>): ProverBitmap {
    let bits = 0n;
    for (const seat of seats) {
      assertSeat(seat);
      bits |= 1n << BigInt(seat);
    }
    return new ProverBitmap(bits);
  }

  /**
   * From L1's 8 words, word 0 first.
   * @throws TRL-PRO-007 for a wrong number of words or a word that is too large.
   */
  static fromWords(words: readonly bigint[]): ProverBitmap {
    return ProverBitmap.#join(words, WORDS, 256n);
  }

  /**
   * From the circuits' 16 limbs, limb 0 first.
   * @throws TRL-PRO-007 for a wrong number of limbs or a limb that is too large.
   */
  static fromLimbs(limbs: readonly bigint[]): ProverBitmap {
    return ProverBitmap.#join(limbs, LIMBS, 128n);
  }

  static #join(parts: readonly bigint[], count: number, width: bigint): ProverBitmap {
    if (parts.length !== count || parts.some((part) => part < 0n || part >> width !== 0n)) {
      throw new TrellisError("TRL-PRO-007", `a prover bitmap has ${count} parts of ${width} bits`, {
        parts: parts.length,
      });
    }
    return new ProverBitmap(parts.reduceRight((bits, part) => (bits << width) | part, 0n));
  }

  /** Whether the seat is in the set; false for an invalid seat number. */
  has(seat: number): boolean {
    if (!isSeat(seat)) return false;
    this.#bytes ??= toBytes(this.#bits, SEATS / 8).reverse();
    return ((this.#bytes[seat >> 3]! >> (seat & 7)) & 1) === 1;
  }

  or(other: ProverBitmap): ProverBitmap {
    return new ProverBitmap(this.#bits | other.#bits);
  }

  and(other: ProverBitmap): ProverBitmap {
    return new ProverBitmap(this.#bits & other.#bits);
  }

  isSubsetOf(other: ProverBitmap): boolean {
    return (this.#bits & ~other.#bits) === 0n;
  }

  equals(other: ProverBitmap): boolean {
    return this.#bits === other.#bits;
  }

  /** Number of seats in the set. */
  count(): number {
    this.#count ??= this.seats().length;
    return this.#count;
  }

  /** The seats in the set, ascending. */
  seats(): number[] {
    const seats: number[] = [];
    for (let seat = 0; seat < SEATS; seat++) if (this.has(seat)) seats.push(seat);
    return seats;
  }

  words(): BitmapWords {
    return this.#split(WORDS, 256n) as unknown as BitmapWords;
  }

  limbs(): bigint[] {
    return this.#split(LIMBS, 128n);
  }

  #split(count: number, width: bigint): bigint[] {
    const mask = (1n << width) - 1n;
    return Array.from({ length: count }, (_, i) => (this.#bits >> (BigInt(i) * width)) & mask);
  }
}
