import { Worker } from "node:worker_threads";
import { TrellisError } from "@trellis/protocol";
import { askWorker } from "./askWorker.ts";
import { JobQueue } from "./JobQueue.ts";

export type WorkerServiceInit = {
  /** For messages: what is asked for. */
  readonly name: string;
  /** The worker's module; it answers each message with one. */
  readonly module: URL;
  readonly maxWaiting: number;
};

/**
 * One worker thread that answers requests in turn, so that the caller's event loop is never held up. It is started when it is first
 * needed, kept, and replaced when a request is aborted or it dies. Idle, it keeps no process alive.
 */
export class WorkerService<Request, Answer> {
  readonly #init: WorkerServiceInit;
  readonly #queue: JobQueue;
  #worker: Worker | undefined;

  constructor(init: WorkerServiceInit) {
    this.#init = init;
    this.#queue = new JobQueue({ name: init.name, concurrency: 1, maxWaiting: init.maxWaiting });
  }

  /** @throws TRL-PRV-121 when the worker dies, TRL-PRV-122 when too many wait; the signal's reason when aborted. */
  async ask(request: Request, signal?: AbortSignal): Promise<Answer> {
    return this.#queue.run(async () => {
      this.#worker ??= new Worker(this.#init.module, { execArgv: [] });
      const worker = this.#worker;
      worker.ref();
      try {
        return await askWorker<Answer>(worker, request, (cause) => this.#died(cause), signal);
      } catch (error) {
        if (this.#worker === worker) this.#worker = undefined;
        await worker.terminate();
        throw error;
      } finally {
        worker.unref();
      }
    }, signal);
  }

  /** Ends the worker; a request that runs fails with TRL-PRV-121. The next request starts another. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #died(cause: unknown): TrellisError {
    return new TrellisError("TRL-PRV-121", `the worker for ${this.#init.name} died: try again`, {}, cause);
  }
}
