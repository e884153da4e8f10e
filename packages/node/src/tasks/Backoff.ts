import { BoundedMap } from "@trellis/protocol";
import type { Clock } from "./Clock.ts";

/** Most keys remembered: more than one role's duties in a round. */
const MAX_KEYS = 8_192;

/** Decides when a failed task may be tried again. The pause doubles with each failure. Tries never end: L1 or peers come back. */
export class Backoff {
  readonly #clock: Clock;
  readonly #firstMs: number;
  readonly #maxMs: number;
  readonly #failures = new BoundedMap<string, { count: number; until: number }>(MAX_KEYS);

  constructor(clock: Clock, { firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number }) {
    this.#clock = clock;
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
  }

  /** Whether `key` may be tried now. */
  isDue(key: string): boolean {
    const failure = this.#failures.get(key);
    return failure === undefined || this.#clock() >= failure.until;
  }

  /** How often `key` has failed since it last succeeded. */
  failures(key: string): number {
    return this.#failures.get(key)?.count ?? 0;
  }

  /** Records a failure. */
  failed(key: string): void {
    const count = this.failures(key) + 1;
    const pause = Math.min(this.#maxMs, this.#firstMs * 2 ** Math.min(count - 1, 30));
    this.#failures.setNewest(key, { count, until: this.#clock() + pause });
  }

  /** Clears the failures of `key`. */
  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** Clears all failures. */
  clear(): void {
    this.#failures.clear();
  }
}
