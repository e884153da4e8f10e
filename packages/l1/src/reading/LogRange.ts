/** Blocks asked for at first, and at most. */
const START = 2_000n;
const MOST = 10_000n;
/** Full ranges in a row after which more is tried. */
const BEFORE_MORE = 4;
/** Full ranges after which a refusal is forgotten: plans and logs change. */
const FORGET_AFTER = 64;

/** How many L1 blocks' logs to ask for at once. Nobody says what a provider gives: it is found out, and found out again. */
export class LogRange {
  readonly #most: bigint;
  #size: bigint;
  /** The least number of blocks that was refused of late. */
  #refused: bigint | undefined;
  #given = 0;

  /** @param most - the most blocks; by default what providers give at most. */
  constructor(most?: bigint) {
    this.#most = most ?? MOST;
    this.#size = most ?? START;
  }

  /** Blocks to ask for now. */
  get size(): bigint {
    return this.#size;
  }

  /** Halves the range. @returns false if it was one block already: then asking for less does not help. */
  refused(asked: bigint): boolean {
    this.#given = 0;
    if (asked <= 1n) return false;
    this.#refused = asked;
    this.#size = asked / 2n;
    return true;
  }

  /** Grows the range now and then, up to what was refused. */
  gave(asked: bigint): void {
    if (asked < this.#size) return;
    this.#given++;
    if (this.#given >= FORGET_AFTER) this.#refused = undefined;
    if (this.#given % BEFORE_MORE !== 0) return;
    const doubled = this.#size * 2n;
    const between = this.#refused === undefined ? doubled : (this.#size + this.#refused) / 2n;
    const next = doubled < between ? doubled : between;
    this.#size = next < this.#most ? next : this.#most;
  }
}
