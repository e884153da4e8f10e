import { Worker } from "node:worker_threads";
import { TrellisError } from "@trellis/protocol";
import { JobQueue } from "./JobQueue.ts";
import type { WitnessAnswer, WitnessRequest } from "./witnessWorker.ts";

/** A solved circuit. */
export type Witness = {
  /** Compressed, as bb takes it. */
  readonly witness: Uint8Array;
  /** The returned fields in the order of the public inputs. */
  readonly outputs: readonly bigint[];
};

/**
 * Solves circuits in one worker thread, so that the caller's event loop is never held up. The worker is started when it is first
 * needed, kept, and replaced when it is aborted or dies.
 */
export class WitnessMaker {
  readonly #queue: JobQueue;
  #worker: Worker | undefined;

  constructor({ maxWaiting = 16 }: { readonly maxWaiting?: number } = {}) {
    this.#queue = new JobQueue({ name: "witnesses", concurrency: 1, maxWaiting });
  }

  /**
   * @throws TRL-PRV-120 when the circuit refuses the inputs, TRL-PRV-121 when the worker dies, TRL-PRV-122 when too many wait; the
   * signal's reason when aborted.
   */
  async make(request: WitnessRequest, signal?: AbortSignal): Promise<Witness> {
    return this.#queue.run(async () => {
      const answer = await this.#ask(request, signal);
      if ("refused" in answer) {
        throw new TrellisError(
          "TRL-PRV-120",
          `the circuit refuses its inputs: ${answer.refused.slice(0, 500)}`,
          {
            circuitPath: request.circuitPath,
          },
        );
      }
      return answer;
    }, signal);
  }

  /** Ends the worker. A job that runs fails with TRL-PRV-121; abort it first. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #ask(request: WitnessRequest, signal: AbortSignal | undefined): Promise<WitnessAnswer> {
    this.#worker ??= new Worker(new URL("./witnessWorker.ts", import.meta.url));
    const worker = this.#worker;
    worker.ref();
    const { promise, resolve, reject } = Promise.withResolvers<WitnessAnswer>();
    const died = (cause?: unknown): void =>
      reject(new TrellisError("TRL-PRV-121", "the worker that makes witnesses died: try again", {}, cause));
    const onExit = (): void => died();
    const onAbort = (): void => reject(signal?.reason);
    worker.once("message", resolve).once("error", died).once("exit", onExit);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      worker.postMessage(request);
      const answer = await promise;
      // Idle, it keeps no process alive.
      worker.unref();
      return answer;
    } catch (error) {
      // A worker that was aborted or failed is in an unknown state.
      if (this.#worker === worker) this.#worker = undefined;
      await worker.terminate();
      throw error;
    } finally {
      worker.off("message", resolve).off("error", died).off("exit", onExit);
      signal?.removeEventListener("abort", onAbort);
    }
  }
}
