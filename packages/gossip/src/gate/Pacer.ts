import { FairLanes, type Fullness, type LaneBounds, type LaneItem } from "./FairLanes.ts";

/** Milliseconds of work between two visits of the event loop. */
const SLICE = 8;

interface Waiting extends LaneItem {
  readonly caller: Caller;
  readonly resolve: (refused: Fullness | undefined) => void;
}

/** Somebody that works in turns. */
export interface Caller {
  /** Resolves to undefined when it may work for a few milliseconds, and to the reason if too many wait already. */
  turn(): Promise<Fullness | undefined>;
  /** Ends its turn and waits for a further one, which is its peer's next. */
  again(): Promise<void>;
  /** Ends its turn. The next caller finds everything done that follows from it. */
  end(): void;
}

/**
 * Gives callers turns on the event loop: peers in turn, the callers of one peer in order. After each 8 ms of work it lets timers and
 * sockets run, so that a burst of signature checks does not block the process for longer.
 */
export class Pacer {
  readonly #waiting: FairLanes<Waiting>;
  #running = false;
  /** Whose turn it is, and what goes on when it ends. */
  #current: { readonly caller: Caller; readonly next: () => void } | undefined;
  #sliceStart = performance.now();

  constructor(bounds: LaneBounds) {
    this.#waiting = new FairLanes(bounds, ({ resolve }) => resolve("queue_full"));
  }

  /** Callers waiting for a turn. */
  get length(): number {
    return this.#waiting.size;
  }

  /** Why a caller of this peer with so many bytes would not be taken; undefined if it would. */
  fullness(item: LaneItem): Fullness | undefined {
    return this.#waiting.fullness(item);
  }

  /** A caller of a peer that holds so many bytes while it waits. */
  caller({ peer, bytes }: LaneItem): Caller {
    const caller: Caller = {
      turn: async () => {
        const { promise, resolve } = Promise.withResolvers<Fullness | undefined>();
        const full = this.#waiting.push({ peer, bytes, caller, resolve });
        if (full !== undefined) return full;
        this.#wake();
        return promise;
      },
      again: async () => {
        caller.end();
        const { promise, resolve } = Promise.withResolvers<unknown>();
        this.#waiting.putBack({ peer, bytes: 0, caller, resolve });
        this.#wake();
        await promise;
      },
      end: () => {
        if (this.#current?.caller === caller) this.#current.next();
      },
    };
    return caller;
  }

  #wake(): void {
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    // The caller that started this has to be waiting before its turn comes.
    await undefined;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (performance.now() - this.#sliceStart >= SLICE) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        this.#sliceStart = performance.now();
      }
      const { caller, resolve } = next;
      // A caller that waits for something else without ending its turn loses it when the event loop comes round.
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const immediate = setImmediate(end);
      this.#current = { caller, next: end };
      resolve(undefined);
      await ended;
      clearImmediate(immediate);
      this.#current = undefined;
    }
    this.#running = false;
  }
}
