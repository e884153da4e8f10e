/** A provider whose logs are further behind is not waited for block by block. */
const MOST = 8;
/** Blocks in a row that were not complete before a lower one is read. */
const BEFORE_MORE = 2;
/** Complete blocks, or times without any, in a row after which a later one is tried. */
const BEFORE_LESS = 8;

/** How many blocks below the head logs are complete: what lags is found out block by block, and found out again. */
export class Lag {
  #blocks = 0;
  #since = 0;
  #missed = 0;

  /** Blocks below the head to read at. */
  get blocks(): number {
    return this.#blocks;
  }

  /** A block was not complete. Once may be chance: a backend that lags among others that do not. */
  late(): void {
    this.#since = 0;
    this.#missed++;
    if (this.#missed < BEFORE_MORE) return;
    this.#missed = 0;
    if (this.#blocks < MOST) this.#blocks++;
  }

  /** A block was complete, or there was none that high. */
  passed(): void {
    this.#missed = 0;
    this.#since++;
    if (this.#since % BEFORE_LESS === 0 && this.#blocks > 0) this.#blocks--;
  }
}
