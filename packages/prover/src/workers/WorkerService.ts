import { Worker } from "node:worker_threads";
import { TrellisError } from "@trellis/protocol";
import { askWorker } from "./askWorker.ts";
import { JobQueue } from "./JobQueue.ts";

export type WorkerServiceInit = {
  /** Name of the service, for error messages. */
  readonly name: string;
  /** The worker's module. It replies to each message with one message. */
  readonly module: URL;
  readonly maxWaiting: number;
  /** Requests are so short that an aborted one is awaited: that costs less than another worker. */
  readonly isShort?: boolean;
};

/** Of the objects that live shortly, MiB. Node's own bound is several times as much, and a process has several workers. */
const MAX_YOUNG_MIB = 16;

/**
 * One worker thread that processes requests in order, so that the caller's event loop is never blocked. It starts with the first
 * request and is replaced if a request is aborted while it runs or the worker dies. An idle worker does not keep the process alive.
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
      this.#worker ??= new Worker(this.#init.module, {
        execArgv: [],
        resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
      });
      const worker = this.#worker;
      worker.ref();
      try {
        const running = this.#init.isShort === true ? undefined : signal;
        return await askWorker<Answer>(worker, request, (cause) => this.#died(cause), running);
      } catch (error) {
        if (this.#worker === worker) this.#worker = undefined;
        await worker.terminate();
        throw error;
      } finally {
        worker.unref();
      }
    }, signal);
  }

  /** Stops the worker. A running request fails with TRL-PRV-121. The next request starts another worker. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #died(cause: unknown): TrellisError {
    return new TrellisError("TRL-PRV-121", `the worker for ${this.#init.name} died: try again`, {}, cause);
  }
}
