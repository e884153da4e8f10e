import { sha256, toBigInt } from "@trellis/protocol";

/** Seeded random draws: the same seed gives the same draws. */
export class Chance {
  readonly #seed: string;
  #draws = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `below` − 1. */
  below(below: number): number {
    const bytes = sha256(new TextEncoder().encode(`trellis trace ${this.#seed} ${this.#draws++}`));
    return Number(toBigInt(bytes.subarray(0, 6)) % BigInt(below));
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in `percent` of 100. */
  happens(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** One of some. */
  pick<T>(some: readonly T[]): T {
    return some[this.below(some.length)]!;
  }

  /** A key by weights, which are whole numbers. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let left = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [key, weight] of entries) {
      if (left < weight) return key;
      left -= weight;
    }
    throw new Error("no weights");
  }
}
