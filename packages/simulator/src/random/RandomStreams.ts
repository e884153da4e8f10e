import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";
import { RandomStream } from "./RandomStream.ts";

/** Most streams of one seed: each is a jump of 2^64 numbers, and a number that was asked for by mistake shall not take for ever. */
const MOST_STREAMS = 2 ** 20;

/**
 * The streams of one seed: one for each agent or purpose, by number. Stream n starts n · 2^64 numbers after the seed's start, so no two
 * overlap. What one agent draws does not move what another one draws.
 */
export class RandomStreams {
  readonly #seed: number;
  /** Where stream n starts, for the streams asked for so far. */
  readonly #starts: JumpableRandomGenerator[];

  /** @param seed - a whole number, not negative. */
  constructor(seed: number) {
    this.#seed = seed;
    this.#starts = [xoroshiro128plusFromState(stateOf(seed))];
  }

  get seed(): number {
    return this.#seed;
  }

  /** Stream n from its start, each time anew. @throws RangeError for a number outside 0 … 2^20 − 1. */
  stream(number: number): RandomStream {
    if (!Number.isInteger(number) || number < 0 || number >= MOST_STREAMS) {
      throw new RangeError(`A random stream has a number from 0 to ${MOST_STREAMS - 1}, not ${number}.`);
    }
    while (this.#starts.length <= number) {
      const next = this.#starts.at(-1)!.clone();
      next.jump();
      this.#starts.push(next);
    }
    return new RandomStream(this.#starts[number]!.clone());
  }
}

/** Four words from a seed, by the mixing steps of SplitMix: close seeds give distant states. */
function stateOf(seed: number): number[] {
  let word = (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) + 1, 0x9e3779b9);
  return Array.from({ length: 4 }, () => {
    word = (word + 0x9e3779b9) | 0;
    let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  });
}
