import { LatestTimes } from "./LatestTimes.ts";

/** Nodes whose times count within a round. */
const LATEST = 16;
/** Nodes that are needed before they count. */
const LEAST = 8;

/**
 * R15: how long the proofs below a node take to come to a machine half as fast as this one, from when peers tell of them: twice the median of this
 * node's latest. A round begins with the median of the last one, which has many nodes above its leaves and few at its end. Seats are given that time
 * before others wait for them. It is 0 until there are some, and bounded: peers that answer slowly delay a block by no more.
 */
export class InputTimes {
  readonly #most: number;
  readonly #latest = new LatestTimes(LATEST);
  readonly #ofRound = new LatestTimes();
  #atFirst = 0;

  /** @param most - the longest that is waited. Milliseconds. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Milliseconds. */
  get usual(): number {
    const median = this.#latest.size < LEAST ? this.#atFirst : this.#latest.median!;
    return Math.min(2 * median, this.#most);
  }

  /** Takes the time of one node. @param time - milliseconds. */
  add(time: number): void {
    this.#latest.add(time);
    this.#ofRound.add(time);
  }

  /** Ends a round. Of a round with few own nodes, what was measured counts on. */
  settle(): void {
    if (this.#ofRound.size < LEAST) return;
    this.#atFirst = this.#ofRound.median!;
    for (const times of [this.#latest, this.#ofRound]) times.clear();
  }
}
