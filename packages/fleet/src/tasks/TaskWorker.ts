import { setTimeout as delay } from "node:timers/promises";
import { TrellisError } from "@trellis/protocol";
import type { FleetDatabase } from "../store/FleetDatabase.ts";
import { failureOf } from "../store/outcomes.ts";
import { Outages } from "./Outages.ts";
import { MAX_RESULT_BYTES, makeTaskQueue } from "./taskQueue.ts";
import { beatHolds, giveBack, handOver, othersWait, type TaskHold, type TaskOutcome } from "./taskRows.ts";

/** Pauses after the database did not take a result, milliseconds. */
const RETRY = { firstMs: 250, mostMs: 10_000 };

/** What a worker tells while it runs. */
export type TaskEvent =
  | { readonly event: "done" | "withdrawn" | "given back"; readonly seconds: number }
  | { readonly event: "failed"; readonly seconds: number; readonly error: unknown }
  /** Tasks wait, but of another version: nobody here can do them. */
  | { readonly event: "other version" }
  | { readonly event: "fault"; readonly error: TrellisError };

/** What a {@link TaskWorker} needs. */
export interface TaskWorkerInit {
  readonly queue: string;
  /** A UUID, new with each process. */
  readonly id: string;
  /** Tasks at the same time. */
  readonly jobs: number;
  /** Milliseconds between signs of life, as those who ask have it. */
  readonly beatMs: number;
  /**
   * Does a task, and leaves the event loop free meanwhile: signs of life must get out. The task may be anything.
   * @param signal - aborted when nobody wants the result any more.
   */
  readonly work: (task: unknown, signal: AbortSignal) => Promise<object>;
  readonly report: (event: TaskEvent) => void;
}

interface Running {
  readonly hold: TaskHold;
  readonly withdrawn: AbortController;
  readonly done: Promise<void>;
}

/** Takes tasks out of a queue, does them, and hands their results over. */
export class TaskWorker {
  readonly #database: FleetDatabase;
  readonly #init: TaskWorkerInit;
  readonly #running = new Map<string, Running>();
  readonly #ends = new AbortController();
  readonly #outages: Outages;
  #filling: Promise<void> | undefined;
  #fillAgain = false;
  #isDraining = false;
  #beating: Promise<void> | undefined;

  /** @param database - is closed by its owner, after {@link stop}. */
  constructor(database: FleetDatabase, init: TaskWorkerInit) {
    this.#database = database;
    this.#init = init;
    this.#outages = new Outages((error) => init.report({ event: "fault", error }));
  }

  /** Begins to take tasks. @throws TRL-FLT-002. */
  async start(): Promise<void> {
    await makeTaskQueue(this.#database, this.#init.queue);
    this.#database.onNotice(({ about }) => {
      if (about === "job") this.#fill();
    });
    this.#beating = this.#beat();
    this.#fill();
  }

  /** Takes no more tasks. Resolves when those under way have been handed over. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await this.#filling;
    while (this.#running.size > 0 && !this.#ends.signal.aborted) {
      await Promise.race([...this.#running.values()].map(({ done }) => done));
    }
  }

  /** Ends all tasks and gives them back. Leaves nothing running. */
  async stop(): Promise<void> {
    this.#isDraining = true;
    this.#ends.abort(new Error("the worker ends"));
    await this.#filling;
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const { queue, beatMs } = this.#init;
    const { signal } = this.#ends;
    let isToldOfOthers = false;
    while (!signal.aborted) {
      await delay(beatMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        const mine = [...this.#running.values()];
        const held = await beatHolds(
          this.#database,
          queue,
          mine.map(({ hold }) => hold),
        );
        for (const { hold, withdrawn } of mine) if (!held.has(hold.id)) withdrawn.abort(NOT_WANTED);
        if (mine.length === 0 && !isToldOfOthers && (await othersWait(this.#database, queue))) {
          isToldOfOthers = true;
          this.#init.report({ event: "other version" });
        }
        this.#outages.end();
        // A notice may have got lost.
        this.#fill();
      } catch (error) {
        this.#outages.note(error);
      }
    }
  }

  /** Takes tasks while there is room. */
  #fill(): void {
    if (this.#filling !== undefined) {
      this.#fillAgain = true;
      return;
    }
    this.#filling = this.#takeAll()
      .catch((error: unknown) => this.#outages.note(error))
      .finally(() => {
        this.#filling = undefined;
        if (!this.#fillAgain) return;
        this.#fillAgain = false;
        this.#fill();
      });
  }

  async #takeAll(): Promise<void> {
    const { queue, jobs } = this.#init;
    while (!this.#isDraining && this.#running.size < jobs) {
      const [taken] = await this.#database.boss.fetch<unknown>(queue, { batchSize: 1 });
      if (taken === undefined) return;
      const hold = { id: taken.id, attempt: taken.retryCount };
      const withdrawn = new AbortController();
      const done = this.#work(hold, taken.data, withdrawn.signal).finally(() => {
        // A later hold of the same task may stand there.
        if (this.#running.get(hold.id)?.hold === hold) this.#running.delete(hold.id);
        this.#fill();
      });
      this.#running.set(hold.id, { hold, withdrawn, done });
    }
  }

  async #work(hold: TaskHold, task: unknown, withdrawn: AbortSignal): Promise<void> {
    const { queue, id: worker, work, report } = this.#init;
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1_000;
    try {
      const result = await work(task, AbortSignal.any([withdrawn, this.#ends.signal]));
      requireShort(result);
      const isTaken = await this.#handOver(hold, { worker, result }, withdrawn);
      report({ event: isTaken ? "done" : "withdrawn", seconds: seconds() });
    } catch (error) {
      if (withdrawn.aborted) {
        report({ event: "withdrawn", seconds: seconds() });
      } else if (this.#ends.signal.aborted) {
        await giveBack(this.#database, queue, hold).catch((fault: unknown) => this.#outages.note(fault));
        report({ event: "given back", seconds: seconds() });
      } else {
        await this.#handOver(hold, { worker, failure: failureOf(error) }, withdrawn);
        report({ event: "failed", seconds: seconds(), error });
      }
    }
  }

  /** Tries for as long as the database does not answer. @returns false if nobody wants the result any more. */
  async #handOver(hold: TaskHold, output: TaskOutcome, withdrawn: AbortSignal): Promise<boolean> {
    let pauseMs = RETRY.firstMs;
    for (;;) {
      try {
        return await handOver(this.#database, this.#init.queue, hold, output);
      } catch (error) {
        this.#outages.note(error);
        // A worker that ends does not wait: after three missed beats the task is free for others.
        if (this.#ends.signal.aborted || withdrawn.aborted) return false;
        await delay(pauseMs, undefined, { signal: this.#ends.signal }).catch(() => {});
        pauseMs = Math.min(RETRY.mostMs, 2 * pauseMs);
      }
    }
  }
}

const NOT_WANTED = new Error("nobody wants the result any more");

/** @throws TRL-FLT-032. Room is left for what stands around the result. */
function requireShort(result: object): void {
  if (Buffer.byteLength(JSON.stringify(result)) <= MAX_RESULT_BYTES / 2) return;
  throw new TrellisError("TRL-FLT-032", `the result of a task is longer than ${MAX_RESULT_BYTES / 2} bytes`);
}
