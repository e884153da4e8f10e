/** The latest of some measured times. */
export class LatestTimes {
  readonly #times: number[] = [];
  #median: number | undefined;

  /** @param most - so many are kept. */
  add(time: number, most: number): void {
    this.#times.push(time);
    this.#times.splice(0, this.#times.length - most);
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
