/** More nodes than a block has: all times of a round are kept. */
const OF_ROUND = 4_096;

/** The latest of some measured times. */
export class LatestTimes {
  readonly #most: number;
  readonly #times: number[] = [];
  #median: number | undefined;

  /** @param most - so many are kept; those of a round by default. */
  constructor(most = OF_ROUND) {
    this.#most = most;
  }

  add(time: number): void {
    this.#times.push(time);
    if (this.#times.length > this.#most) this.#times.shift();
    this.#median = undefined;
  }

  clear(): void {
    this.#times.length = 0;
    this.#median = undefined;
  }

  get size(): number {
    return this.#times.length;
  }

  /** Their median, the upper one of two; undefined if there are none. */
  get median(): number | undefined {
    this.#median ??= this.#times.toSorted((a, b) => a - b)[this.#times.length >> 1];
    return this.#median;
  }
}
