import { setTimeout as delay } from "node:timers/promises";
import type { TrellisError } from "@trellis/protocol";
import { MISSED_BEATS } from "../store/agentRows.ts";
import { type FleetDatabase, notify } from "../store/FleetDatabase.ts";
import { Outages } from "./Outages.ts";
import { makeTaskQueue, taskIdOf } from "./taskQueue.ts";
import { freeOfDead, readEnded, readMissing, type TaskOutcome } from "./taskRows.ts";

/** Tasks of a run that are in the queue at the same time. */
const MOST_OPEN = 1_024;

/** What a {@link TaskAsker} needs. */
export interface TaskAskerInit {
  readonly queue: string;
  /** Milliseconds between looks at the queue, and between the workers' signs of life. A worker that misses three of them is dead. */
  readonly beatMs: number;
  /** Tasks of a run that are in the queue at the same time; 1,024 by default. */
  readonly mostOpen?: number;
  /** Told once of each outage of the database; the asker tries again. */
  readonly onFault: (error: TrellisError) => void;
}

/** Called with each outcome, one after the other. @throws what ends the run. */
export type OutcomeSink = (task: number, outcome: TaskOutcome) => Promise<void>;

/** Has tasks done by the workers of a queue. */
export class TaskAsker {
  readonly #database: FleetDatabase;
  readonly #init: TaskAskerInit;
  #news = Promise.withResolvers<void>();

  /** @param database - is closed by its owner, after the last run. */
  constructor(database: FleetDatabase, init: TaskAskerInit) {
    this.#database = database;
    this.#init = init;
    database.onNotice(({ about }) => {
      if (about === "outcome") this.#news.resolve();
    });
  }

  /**
   * Offers tasks, and hands their outcomes to `onOutcome` in any order. Resolves when all have ended, or the signal does. What is still in
   * the queue then is taken out of it.
   * @param tasks - each another one.
   * @throws what `onOutcome` throws; TRL-FLT-031 for a task that is too long. An outage of the database is waited for.
   */
  async run(tasks: readonly object[], onOutcome: OutcomeSink, signal?: AbortSignal): Promise<void> {
    const { queue } = this.#init;
    const waiting = new Map(tasks.map((task, place) => [taskIdOf(queue, task), place]));
    const open = new Set<string>();
    const onAbort = (): void => this.#news.resolve();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await this.#repeat(tasks, waiting, open, onOutcome, signal);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      if (open.size > 0) await this.#withdraw([...open]).catch(() => {});
    }
  }

  /** @param waiting - places of the tasks that have not ended, by number. @param open - which of them are in the queue. */
  async #repeat(
    tasks: readonly object[],
    waiting: Map<string, number>,
    open: Set<string>,
    onOutcome: OutcomeSink,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { queue, beatMs, mostOpen = MOST_OPEN } = this.#init;
    let isMade = false;
    let lookedAt = Number.NEGATIVE_INFINITY;
    const outages = new Outages(this.#init.onFault);
    while (waiting.size > 0 && signal?.aborted !== true) {
      this.#news = Promise.withResolvers<void>();
      let ended: Awaited<ReturnType<typeof readEnded>> = [];
      try {
        if (!isMade) await makeTaskQueue(this.#database, queue);
        isMade = true;
        const added = fill(open, waiting.keys(), mostOpen);
        if (performance.now() - lookedAt >= beatMs) {
          lookedAt = performance.now();
          await freeOfDead(this.#database, queue, MISSED_BEATS * beatMs);
          // Whatever took a task out of the queue, it is put there again.
          const missing = await readMissing(this.#database, queue, [...open]);
          await this.#offer(missing.map((id) => ({ id, data: tasks[waiting.get(id)!]! })));
        } else await this.#offer(added.map((id) => ({ id, data: tasks[waiting.get(id)!]! })));
        ended = await readEnded(this.#database, queue, [...open]);
        outages.end();
      } catch (error) {
        outages.note(error);
      }
      for (const { id, outcome } of ended) {
        if (signal !== undefined && isAborted(signal)) return;
        await onOutcome(waiting.get(id)!, outcome);
        waiting.delete(id);
        open.delete(id);
      }
      if (ended.length === 0) await this.#wait(signal);
    }
  }

  async #offer(jobs: readonly { readonly id: string; readonly data: object }[]): Promise<void> {
    const [first] = jobs;
    if (first === undefined) return;
    await this.#database.transaction(async (tx) => {
      await this.#database.boss.insert(this.#init.queue, [...jobs], { db: tx });
      await notify(tx, { about: "job", job: first.id });
    });
  }

  async #withdraw(ids: readonly string[]): Promise<void> {
    // Workers see it at their next sign of life.
    await this.#database.boss.deleteJob(this.#init.queue, [...ids]);
  }

  /** Until there is news, or the next look is due. */
  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const { promise } = this.#news;
    if (signal?.aborted === true) return;
    const over = new AbortController();
    const pause = delay(this.#init.beatMs, undefined, { signal: over.signal }).catch(() => {});
    await Promise.race([promise, pause]);
    over.abort();
  }
}

/** Asked anew: it changes while outcomes are looked at. */
const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

/** Adds numbers of waiting tasks to the open ones, up to the bound. @returns those that were added. */
function fill(open: Set<string>, waiting: Iterable<string>, most: number): string[] {
  const added: string[] = [];
  for (const id of waiting) {
    if (open.size >= most) break;
    if (open.has(id)) continue;
    open.add(id);
    added.push(id);
  }
  return added;
}
