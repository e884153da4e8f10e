import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { sha256, toBigInt, toBytes } from "@trellis/protocol";

const STEP_MS = 1_000;
/** Prices are parts of a million. */
const ONE = 1_000_000n;
const LOWEST = ONE / 2n;
const HIGHEST = 2n * ONE;
/** The largest part of the price by which a step moves it, up or down. */
const MAX_STEP = 100n;

/**
 * A reference price of asset 1 that moves at random, and the file in which price feeds read it. The same seed
 * gives the same prices.
 */
export class PriceWalk {
  readonly #seed: Uint8Array;
  readonly #path: string;
  readonly #onError: (error: unknown) => void;
  #price = ONE;
  #step = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(init: {
    readonly seed: string;
    readonly path: string;
    readonly onError: (error: unknown) => void;
  }) {
    this.#seed = new TextEncoder().encode(`trellis/price/${init.seed}/`);
    this.#path = init.path;
    this.#onError = init.onError;
  }

  /** The price now, a decimal number. */
  get price(): string {
    return `${this.#price / ONE}.${String(this.#price % ONE).padStart(6, "0")}`;
  }

  /** Writes the first price, and a new one each second. */
  async start(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await this.#write();
    this.#timer = setInterval(() => {
      this.step();
      this.#writing = this.#writing.then(() => this.#write()).catch(this.#onError);
    }, STEP_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  /** Moves the price by up to 1 %, between half and twice what it was at first. */
  step(): void {
    const random = toBigInt(sha256(this.#seed, toBytes(this.#step++, 6)).subarray(0, 6));
    const moved = this.#price + ((this.#price / MAX_STEP) * ((random % 2001n) - 1000n)) / 1000n;
    this.#price = moved < LOWEST ? LOWEST : moved > HIGHEST ? HIGHEST : moved;
  }

  /** Readers see the old price or the new one, never half of it. */
  async #write(): Promise<void> {
    const next = `${this.#path}.next`;
    await writeFile(next, `${JSON.stringify({ price: this.price })}\n`, { mode: 0o600 });
    await rename(next, this.#path);
  }
}
