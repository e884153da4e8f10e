import { commitBlockSteps } from "@trellis/ledger";
import { rollupId, TrellisError } from "@trellis/protocol";
import type { BlockRecord } from "../../proposals/BlockRecord.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import { rankedRecords } from "../../proposals/rankedRecords.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { NodeContext, Role } from "../NodeContext.ts";

/** Pauses after a check, or a thread, that failed. */
const RETRY = { firstMs: 1_000, maxMs: 15_000 };
/** Blocks of a round that are kept executed, the best of its ranking: a deep one takes some 60 MB. */
const MAX_EXECUTED = 16;
/** Key of the task. */
const EXECUTING = "execute";
/** Errors that say nothing about the block. */
const NOT_THE_BLOCKS = new Set(["TRL-PRV-121", "TRL-PRV-122"]);

type ExecutorContext = Pick<
  NodeContext,
  "chain" | "records" | "pool" | "thread" | "domain" | "clock" | "emit" | "log"
>;

/**
 * P6.1: re-executes revealed blocks of the running round, one after the other, the best of L1's ranking first. One that cannot be executed
 * is never worked on: its proof cannot exist.
 */
export class BlockExecutor implements Role {
  readonly #context: ExecutorContext;
  readonly #book: ProofBook;
  readonly #onExecuted: () => void;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();

  /** @param onExecuted - told after each block: there is news for the other roles. */
  constructor(context: ExecutorContext, book: ProofBook, onExecuted: () => void) {
    this.#context = context;
    this.#book = book;
    this.#onExecuted = onExecuted;
    this.#backoff = new Backoff(context.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#life.signal.aborted) context.log.warn({ error, task: key }, "a task of the executor failed");
    });
  }

  update(): void {
    const { chain, records } = this.#context;
    if (this.#life.signal.aborted || !chain.isReady) return;
    for (const record of records.all()) {
      const isJudgeable = chain.isRunning(record.proposal)
        ? record.execution !== undefined
        : chain.proven(record.id) !== undefined;
      if (isJudgeable) this.#judgeEarly(record);
    }
    if (this.#next() !== undefined && this.#backoff.isDue(EXECUTING)) {
      this.#tasks.run(EXECUTING, () => this.#executeAll());
    }
  }

  async stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#tasks.settled();
  }

  /** The best revealed block of the running round that is not executed, if there is room for it. */
  #next(): BlockRecord | undefined {
    const { chain, records } = this.#context;
    if (this.#life.signal.aborted || !chain.isReady) return undefined;
    const ranked = rankedRecords(this.#context).map(({ record }) => record);
    // Those that L1's view does not rank yet come last.
    const all = new Set([...ranked, ...records.all()]);
    let executed = 0;
    for (const record of all) {
      if (!chain.isRunning(record.proposal)) continue;
      if (record.execution !== undefined) executed++;
      if (executed >= MAX_EXECUTED) return undefined;
      const isDue = record.reveal !== undefined && record.failedAt !== chain.messages.length;
      if (record.execution === undefined && isDue) return record;
    }
    return undefined;
  }

  async #executeAll(): Promise<void> {
    for (let record = this.#next(); record !== undefined; record = this.#next()) {
      await this.#execute(record);
    }
    this.#backoff.succeeded(EXECUTING);
  }

  /** @throws where it says nothing about the block. */
  async #execute(record: BlockRecord): Promise<void> {
    const { chain, pool, thread, domain, emit, log } = this.#context;
    const { signal } = this.#life;
    const { head } = chain;
    const { messagesConsumed } = chain.view.status;
    const known = chain.messages.length;
    const messages = {
      before: chain.queueHash(messagesConsumed),
      queue: chain.messages.slice(Number(messagesConsumed)),
    };
    const { transactions } = record.reveal!;
    try {
      await pool.checkSignatures(thread, head.state, transactions, messages.queue, signal);
      const execution = await thread.run(
        commitBlockSteps(head.state, transactions, {
          rollupId: rollupId(domain),
          depth: record.proposal.depth,
          messages,
          skipSignatures: true,
        }),
        signal,
      );
      // Where the chain has moved on, or L1 has reorganised, it is decided anew.
      if (chain.head === head) record.execution = execution;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TrellisError && NOT_THE_BLOCKS.has(error.code)) throw error;
      if (chain.head !== head) return;
      record.failedAt = known;
      log.warn({ error, proposalId: record.id }, "a revealed block cannot be executed");
      emit({
        event: "problem",
        code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
        message: `block ${record.id}: ${error instanceof Error ? error.message : String(error)}`,
      });
      return;
    } finally {
      this.#onExecuted();
    }
    if (record.execution !== undefined) this.#judgeEarly(record);
  }

  #judgeEarly(record: BlockRecord): void {
    const key = `judge ${record.id}`;
    if (!record.hasEarly || !this.#backoff.isDue(key)) return;
    this.#tasks.run(key, async () => {
      await this.#book.takeEarly(record);
      this.#backoff.succeeded(key);
      this.#onExecuted();
    });
  }
}
