/** A search that several may wait for. */
interface Flight<Value> {
  /** Hops that it may still pass. */
  readonly reach: number;
  readonly outcome: Promise<Value | undefined>;
  readonly stop: AbortController;
  waiting: number;
}

/** Searches under way, one for each name at a time. A search ends when it has an outcome, or when nobody waits for it any more. */
export class Flights<Value> {
  readonly #running = new Map<string, Flight<Value>>();

  /** Searches under way. */
  get size(): number {
    return this.#running.size;
  }

  /** The reach of the search that is under way for this name, if there is one. */
  reachOf(name: string): number | undefined {
    return this.#running.get(name)?.reach;
  }

  /**
   * Waits for the search that is under way, or else begins one.
   * @param signal - ends the waiting.
   * @returns undefined also when the waiting ended.
   */
  async join(
    name: string,
    reach: number,
    begin: (signal: AbortSignal) => Promise<Value | undefined>,
    signal: AbortSignal,
  ): Promise<Value | undefined> {
    if (signal.aborted) return undefined;
    const flight = this.#running.get(name) ?? this.#begin(name, reach, begin);
    const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
    const leave = (): void => resolve(undefined);
    signal.addEventListener("abort", leave, { once: true });
    flight.waiting++;
    try {
      return await Promise.race([flight.outcome, aborted]);
    } finally {
      signal.removeEventListener("abort", leave);
      flight.waiting--;
      if (flight.waiting === 0) {
        flight.stop.abort();
        this.#end(name, flight);
      }
    }
  }

  #begin(
    name: string,
    reach: number,
    begin: (signal: AbortSignal) => Promise<Value | undefined>,
  ): Flight<Value> {
    const stop = new AbortController();
    const outcome = begin(stop.signal).finally(() => this.#end(name, flight));
    // Those who wait see the error. Perhaps nobody waits any more.
    outcome.catch(() => {});
    const flight: Flight<Value> = { reach, outcome, stop, waiting: 0 };
    this.#running.set(name, flight);
    return flight;
  }

  #end(name: string, flight: Flight<Value>): void {
    if (this.#running.get(name) === flight) this.#running.delete(name);
  }
}
