import type { ProofNotice } from "@trellis/protocol";
import { BackgroundTasks } from "../tasks/BackgroundTasks.ts";
import { Backoff } from "../tasks/Backoff.ts";
import type { Clock } from "../tasks/Clock.ts";

/** Proofs that are asked for at a time. */
const MAX_FETCHES = 64;
/** Of those, proofs that did not come before. Lies must not hold up what is true. */
const MAX_RETRIES = 8;
/** Of those, proofs of one seat for nodes that it is not bound to: after two that do not come, it is believed no more. */
const MAX_OF_SEAT = 2;
/** How often a proof is asked for. The pause after each time grows. */
const MAX_TRIES = 3;
const RETRY = { firstMs: 2_000, maxMs: 8_000 };

/** A proof to ask for. */
export interface Fetch {
  /** Of the node: `proofKey`. */
  readonly key: string;
  readonly notice: ProofNotice;
  /** Whether the notice is by the seat that is bound to the node. */
  readonly isBound: boolean;
}

/** What became of a fetch: it is over, nobody gave the proof, or the proof could not be judged now. */
export type FetchOutcome = "done" | "failed" | "unjudged";

interface Job {
  readonly fetch: Fetch;
  readonly name: string;
  tries: number;
}

/** The order in which proofs are asked for: those of bound seats first, then others, then those that did not come before. */
export class FetchQueue {
  readonly #run: (fetch: Fetch) => Promise<FetchOutcome>;
  readonly #onEnd: (fetch: Fetch) => void;
  readonly #backoff: Backoff;
  readonly #tasks = new BackgroundTasks(() => {});
  /** Waiting and running ones. */
  readonly #jobs = new Map<ProofNotice, Job>();
  readonly #bound = new Set<Job>();
  readonly #others = new Set<Job>();
  readonly #retries = new Set<Job>();
  readonly #running = new Set<Job>();
  #names = 0;
  #isStopped = false;

  /**
   * @param run - asks for a proof; must not throw.
   * @param onEnd - called when a fetch is over and is not tried again.
   */
  constructor(clock: Clock, run: (fetch: Fetch) => Promise<FetchOutcome>, onEnd: (fetch: Fetch) => void) {
    this.#run = run;
    this.#onEnd = onEnd;
    this.#backoff = new Backoff(clock, RETRY);
  }

  /** Adds a fetch; false if this notice's proof is asked for already. */
  add(fetch: Fetch): boolean {
    if (this.#isStopped || this.#jobs.has(fetch.notice)) return false;
    const job = { fetch, name: `fetch ${this.#names++}`, tries: 0 };
    this.#jobs.set(fetch.notice, job);
    (fetch.isBound ? this.#bound : this.#others).add(job);
    return true;
  }

  /** Forgets the fetches of a node that are not under way. @param key - of the node. */
  drop(key: string): void {
    for (const job of this.#jobs.values()) {
      if (job.fetch.key === key && !this.#running.has(job)) this.#end(job);
    }
  }

  /** Starts what can be started. Call it regularly: pauses end by themselves. */
  pump(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#start(next);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#tasks.settled();
  }

  #next(): Job | undefined {
    if (this.#isStopped || this.#running.size >= MAX_FETCHES) return undefined;
    for (const job of this.#bound) return job;
    const running = [...this.#running];
    for (const job of this.#others) {
      const { seat } = job.fetch.notice;
      const ofSeat = running.filter(({ fetch }) => !fetch.isBound && fetch.notice.seat === seat);
      if (ofSeat.length < MAX_OF_SEAT) return job;
    }
    if (running.filter(({ tries }) => tries > 0).length >= MAX_RETRIES) return undefined;
    for (const job of this.#retries) if (this.#backoff.isDue(job.name)) return job;
    return undefined;
  }

  #start(job: Job): void {
    for (const queue of [this.#bound, this.#others, this.#retries]) queue.delete(job);
    this.#running.add(job);
    this.#tasks.run(job.name, async () => {
      const outcome = await this.#run(job.fetch);
      this.#running.delete(job);
      if (outcome === "failed") job.tries++;
      if (outcome === "done" || job.tries >= MAX_TRIES || this.#isStopped) this.#end(job);
      else {
        this.#backoff.failed(job.name);
        this.#retries.add(job);
      }
      this.pump();
    });
  }

  #end(job: Job): void {
    for (const queue of [this.#bound, this.#others, this.#retries]) queue.delete(job);
    this.#jobs.delete(job.fetch.notice);
    this.#backoff.succeeded(job.name);
    this.#onEnd(job.fetch);
  }
}
