import { setTimeout as delay } from "node:timers/promises";
import { TrellisError } from "@trellis/protocol";
import { AskerEnds } from "@trellis/prover";

/** Pauses after the database did not answer, milliseconds. */
const RETRY = { firstMs: 250, mostMs: 5_000 };
/** After so many failures of the database in a row, the wait for a proof fails. */
const MOST_FAULTS = 4;

/** How a {@link WantedJob} reaches the queue. */
export interface WantedJobInit {
  /** Puts the job into the queue, with all that it is about, unless it waits or is under way there. */
  readonly offer: () => Promise<void>;
  /** Looks for a proof. @throws if the job is to be given up. */
  readonly look: () => Promise<Uint8Array | undefined>;
  /** Takes the job out of the queue. */
  readonly withdraw: () => Promise<void>;
  readonly onFault: (error: TrellisError) => void;
  readonly onEnd: () => void;
}

/** A job of which this node waits for the proof. It lasts until the proof is there, it is given up, or nobody waits any more. */
export class WantedJob {
  /** How often agents failed at it. */
  failures = 0;
  /** Resolves when all is over, however it ends. */
  readonly settled: Promise<void>;
  readonly #init: WantedJobInit;
  readonly #ends = new AbortController();
  readonly #proof: Promise<Uint8Array>;
  #waiting = 0;
  #isKept = false;
  #news = Promise.withResolvers<void>();

  constructor(init: WantedJobInit) {
    this.#init = init;
    this.#proof = this.#run();
    this.settled = this.#proof.then(
      () => {},
      () => {},
    );
  }

  /** Looks at the queue soon. */
  look(): void {
    this.#news.resolve();
  }

  /** Offers the job once more: an attempt failed, or its result was refused. */
  offer(): Promise<void> {
    return this.#init.offer();
  }

  /** Gives the job up. @param isKept - it stays in the queue: this node ends, and may want the proof when it starts again. */
  abort(reason: Error, isKept = reason instanceof AskerEnds): void {
    this.#isKept = isKept;
    this.#ends.abort(reason);
    this.#news.resolve();
  }

  /** The proof. @throws the signal's reason; why the job was given up. */
  async wait(signal: AbortSignal | undefined): Promise<Uint8Array> {
    this.#waiting += 1;
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([this.#proof, aborted.promise]);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#waiting -= 1;
      if (this.#waiting === 0 && signal?.aborted === true) this.abort(signal.reason as Error);
    }
  }

  async #run(): Promise<Uint8Array> {
    const { signal } = this.#ends;
    let faults = 0;
    let offered = false;
    try {
      for (;;) {
        this.#news = Promise.withResolvers<void>();
        if (signal.aborted) throw signal.reason;
        try {
          // A proof that was finished before this node started is there already.
          const proof = await this.#init.look();
          if (proof !== undefined) return proof;
          if (!offered) await this.#init.offer();
          offered = true;
          faults = 0;
          await this.#news.promise;
        } catch (error) {
          const isFault = error instanceof TrellisError && error.code === "TRL-FLT-002";
          if (!isFault || ++faults >= MOST_FAULTS) throw error;
          await delay(Math.min(RETRY.mostMs, RETRY.firstMs * 2 ** faults), undefined, { signal }).catch(
            () => {},
          );
        }
      }
    } catch (error) {
      if (!this.#isKept) await this.#withdraw();
      throw error;
    } finally {
      this.#init.onEnd();
    }
  }

  async #withdraw(): Promise<void> {
    try {
      await this.#init.withdraw();
    } catch (error) {
      if (error instanceof TrellisError) this.#init.onFault(error);
    }
  }
}
