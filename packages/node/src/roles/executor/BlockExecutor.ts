import { commitBlockSteps } from "@trellis/ledger";
import { type RollupDomain, rollupId, TrellisError } from "@trellis/protocol";
import type { Logger } from "pino";
import { isProvable } from "../../proposals/isProvable.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import { type ProposalsView, rankedProposals } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../../transactions/PendingTransactions.ts";
import type { Role } from "../Role.ts";

/** Pauses after a check or the thread failed. */
const RETRY = { firstMs: 1_000, maxMs: 15_000 };
/** Most blocks of a round kept executed, the best in its ranking: a deep one takes about 60 MB. */
const MAX_EXECUTED = 16;
/** Key of the task. */
const EXECUTING = "execute";
/** Errors that say nothing about the block. */
const NOT_THE_BLOCKS = new Set(["TRL-PRV-121", "TRL-PRV-122"]);

/** The parts of the node that an executor uses. */
interface ExecutorView extends ProposalsView {
  readonly pending: PendingTransactions;
  readonly thread: LedgerThread;
  readonly domain: RollupDomain;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/**
 * P6.1: re-executes revealed blocks of the running round, one after the other, in the order of L1's ranking. A block that cannot be
 * executed is never proven: it has no valid proof.
 */
export class BlockExecutor implements Role {
  readonly #view: ExecutorView;
  readonly #book: ProofBook;
  readonly #onExecuted: () => void;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();

  /** @param onExecuted - called after each block, because the other roles may have to act. */
  constructor(view: ExecutorView, book: ProofBook, onExecuted: () => void) {
    this.#view = view;
    this.#book = book;
    this.#onExecuted = onExecuted;
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#life.signal.aborted) view.log.warn({ error, task: key }, "a task of the executor failed");
    });
  }

  update(): void {
    const { chain, proposals } = this.#view;
    if (this.#life.signal.aborted || !chain.isReady) return;
    for (const known of proposals.all()) {
      const isJudgeable = chain.isRunning(known.proposal)
        ? known.execution !== undefined
        : known.execution !== undefined && isProvable(chain, known.id, known.proposal);
      if (isJudgeable) this.#judgeEarly(known);
    }
    if (this.#next() !== undefined && this.#backoff.isDue(EXECUTING)) {
      this.#tasks.run(EXECUTING, () => this.#executeAll());
    }
  }

  async stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#tasks.settled();
  }

  /** The best revealed block of the running round that is not executed yet, if there is room for it. */
  #next(): KnownProposal | undefined {
    const { chain, proposals } = this.#view;
    if (this.#life.signal.aborted || !chain.isReady) return undefined;
    const ranked = rankedProposals(this.#view).map(({ known }) => known);
    // Blocks that L1's view does not rank yet come last.
    const all = new Set([...ranked, ...proposals.all()]);
    let executed = 0;
    for (const known of all) {
      if (!chain.isRunning(known.proposal)) continue;
      if (known.execution !== undefined) executed++;
      if (executed >= MAX_EXECUTED) return undefined;
      const isDue = known.reveal !== undefined && known.failedAt !== chain.messages.length;
      if (known.execution === undefined && isDue) return known;
    }
    return undefined;
  }

  async #executeAll(): Promise<void> {
    for (let known = this.#next(); known !== undefined; known = this.#next()) {
      await this.#execute(known);
    }
    this.#backoff.succeeded(EXECUTING);
  }

  /** @throws only errors that say nothing about the block. */
  async #execute(known: KnownProposal): Promise<void> {
    const { chain, pending, thread, domain, emit, log } = this.#view;
    const { signal } = this.#life;
    const { head } = chain;
    const { messagesConsumed } = chain.view.status;
    const messagesKnown = chain.messages.length;
    const messages = {
      before: chain.queueHash(messagesConsumed),
      queue: chain.messages.slice(Number(messagesConsumed)),
    };
    const { transactions } = known.reveal!;
    try {
      await pending.checkSignatures(thread, head.state, transactions, messages.queue, signal);
      const execution = await thread.run(
        commitBlockSteps(head.state, transactions, {
          rollupId: rollupId(domain),
          depth: known.proposal.depth,
          messages,
          skipSignatures: true,
        }),
        signal,
      );
      // If the chain has moved on or L1 has reorganised, the block is considered again.
      if (chain.head === head) known.execution = execution;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TrellisError && NOT_THE_BLOCKS.has(error.code)) throw error;
      if (chain.head !== head) return;
      known.failedAt = messagesKnown;
      log.warn({ error, proposalId: known.id }, "a revealed block cannot be executed");
      emit({
        event: "problem",
        code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
        message: `block ${known.id}: ${error instanceof Error ? error.message : String(error)}`,
      });
      return;
    } finally {
      this.#onExecuted();
    }
    if (known.execution !== undefined) this.#judgeEarly(known);
  }

  #judgeEarly(known: KnownProposal): void {
    const key = `judge ${known.id}`;
    if (!known.hasEarly || !this.#backoff.isDue(key)) return;
    this.#tasks.run(key, async () => {
      await this.#book.takeEarly(known);
      this.#backoff.succeeded(key);
      this.#onExecuted();
    });
  }
}
