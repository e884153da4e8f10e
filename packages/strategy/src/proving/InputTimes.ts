import { LatestTimes } from "./LatestTimes.ts";

/** Nodes whose times count. */
const LATEST = 64;
/** Nodes that are needed before they count. */
const LEAST = 8;

/**
 * R15: how long the proofs below a node take to come, from when peers tell of them. Others need as long as this node does, so they
 * are given that time before they are waited for. It is the median of the latest nodes, 0 until there are some, and bounded: peers that answer slowly
 * delay a block by no more.
 */
export class InputTimes {
  readonly #most: number;
  readonly #latest = new LatestTimes();

  /** @param most - the longest that is waited. Milliseconds. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Milliseconds. */
  get usual(): number {
    return this.#latest.size < LEAST ? 0 : Math.min(this.#latest.median!, this.#most);
  }

  /** Takes the time of one node. @param time - milliseconds. */
  add(time: number): void {
    this.#latest.add(time, LATEST);
  }
}
