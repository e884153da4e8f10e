import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";
import { normalQuantile } from "./normalQuantile.ts";

/** Half of the distance between two uniform numbers: it keeps a draw off 0. */
const HALF_STEP = 2 ** -54;

/**
 * One agent's random numbers. Each draw takes one uniform number of 53 bits, whatever its distribution, so that two settings with one seed
 * see the same world (common random numbers).
 */
export class RandomStream {
  readonly #generator: JumpableRandomGenerator;

  /** @param generator - is used up by this stream alone. */
  constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator;
  }

  /** From 0 to below 1, a multiple of 2^-53. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Between 0 and 1, never 0 and never 1. */
  open(): number {
    return uniformFloat64(this.#generator) + HALF_STEP;
  }

  /** Whether something with this chance happens. */
  chance(probability: number): boolean {
    return uniformFloat64(this.#generator) < probability;
  }

  /** A whole number from 0 to below `count`; `count` at most 2^32. */
  below(count: number): number {
    return Math.floor(uniformFloat64(this.#generator) * count);
  }

  /** Standard normal. */
  normal(): number {
    return normalQuantile(this.open());
  }

  /** exp(μ + σ · normal): μ and σ are those of its logarithm. */
  lognormal(mu: number, sigma: number): number {
    return Math.exp(mu + sigma * this.normal());
  }

  /** Exponential with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(this.open());
  }

  /** How many of `trials` with this chance happen, by inversion with one uniform number. Exact in distribution to double precision. */
  binomial(trials: number, probability: number): number {
    return binomialQuantile(this.open(), trials, probability);
  }

  /** One of these, each with the same chance. */
  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }

  /** A random order of 0 … count − 1 (Fisher and Yates). */
  order(count: number): Uint32Array {
    const places = Uint32Array.from({ length: count }, (_, place) => place);
    for (let last = count - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const moved = places[last]!;
      places[last] = places[other]!;
      places[other] = moved;
    }
    return places;
  }
}

/** The least k for which at most k of `trials` happen with a chance of at least `uniform`. Starts at the mode, so that no term underflows. */
function binomialQuantile(uniform: number, trials: number, probability: number): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  const odds = probability / (1 - probability);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  let atMode = 1;
  // Terms relative to the one at the mode, and their sum below and above it.
  let below = 0;
  for (let k = mode, term = 1; k > 0 && term > 1e-18; k--) {
    term *= k / ((trials - k + 1) * odds);
    below += term;
  }
  let above = 0;
  for (let k = mode, term = 1; k < trials && term > 1e-18; k++) {
    term *= ((trials - k) / (k + 1)) * odds;
    above += term;
  }
  atMode /= below + 1 + above;
  let sum = (below + 1) * atMode;
  let term = atMode;
  let k = mode;
  if (uniform <= sum) {
    while (k > 0 && uniform <= sum - term) {
      sum -= term;
      term *= k / ((trials - k + 1) * odds);
      k -= 1;
    }
    return k;
  }
  while (k < trials && uniform > sum) {
    term *= ((trials - k) / (k + 1)) * odds;
    k += 1;
    sum += term;
    if (term < 1e-300) break;
  }
  return k;
}
