import { ALPHA_ONE, score } from "@trellis/protocol";

/** A bid of 2^40 wei: its square has as many binary places as a score takes off, so that nothing is lost. */
const UNIT = 2n ** 40n;
/** Scores closer than this part of each other are computed exactly. */
const CLOSE = 1e-9;
/** Different counts and exponents kept; a year of rounds meets fewer. */
const MOST_KEPT = 200_000;

/** What decides a score. */
export interface Scored {
  readonly seats: number;
  /** Wei. */
  readonly burnBid: bigint;
}

/**
 * R14: scores compared quickly. The part of the seats comes from the rule itself, once for each count and exponent; with the bid it is
 * multiplied in double precision. Where two scores are closer than 10^-9 of each other, the rule decides.
 */
export class Scores {
  readonly #factors = new Map<number, number>();
  #exact = 0;

  /** How often the rule had to decide. */
  get exactComparisons(): number {
    return this.#exact;
  }

  /** A score in double precision; its relative error is below 10^-14. @param alpha - in 2^-16. */
  about({ seats, burnBid }: Scored, alpha: number): number {
    return this.#factor(seats, alpha) * Number(burnBid) ** 2;
  }

  /** Positive if the first score is higher, negative if the second is, 0 if they are equal. */
  compare(one: Scored, other: Scored, alpha: number): number {
    const [a, b] = [this.about(one, alpha), this.about(other, alpha)];
    if (Math.abs(a - b) > CLOSE * Math.max(a, b)) return a - b;
    this.#exact += 1;
    const [exact, otherExact] = [
      score(one.seats, one.burnBid, alpha),
      score(other.seats, other.burnBid, alpha),
    ];
    return exact === otherExact ? 0 : exact > otherExact ? 1 : -1;
  }

  /** Those with the highest score first; of equal ones the earlier first. */
  ranked<T extends Scored>(bids: readonly T[], alpha: number): T[] {
    return bids.toSorted((one, other) => this.compare(other, one, alpha));
  }

  #factor(seats: number, alpha: number): number {
    // The score uses 64ths of α only.
    const key = Math.floor((alpha * 64) / ALPHA_ONE) * 4_096 + seats;
    let factor = this.#factors.get(key);
    if (factor === undefined) {
      factor = Number(score(seats, UNIT, alpha)) / 2 ** 80;
      if (this.#factors.size >= MOST_KEPT) this.#factors.clear();
      this.#factors.set(key, factor);
    }
    return factor;
  }
}
