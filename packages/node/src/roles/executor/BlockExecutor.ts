import type { L1Client } from "@trellis/l1";
import { executeBlockSteps } from "@trellis/ledger";
import { LEAF_TRANSACTIONS, type RollupDomain, rollupId, TrellisError } from "@trellis/protocol";
import { executionOrder, takesRightMessages } from "@trellis/strategy";
import type { Logger } from "pino";
import { isProvable } from "../../proposals/isProvable.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import { knownBids } from "../../proposals/knownBids.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { revealTimes } from "../../proposals/revealTimes.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../../transactions/PendingTransactions.ts";
import { MessageTermsReader } from "../messageTerms.ts";
import type { Role } from "../Role.ts";

/** Pauses after a check or the thread failed, or L1 did not answer. */
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
  readonly l1: Pick<L1Client, "read">;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/**
 * P6.1: re-executes revealed blocks of the running round, one after the other: those that revealed in their turn first (R17). A block that
 * cannot be executed, or whose messages are not those that L1 asks for (R10), is never proven: L1 would not take its proof.
 */
export class BlockExecutor implements Role {
  readonly #view: ExecutorView;
  readonly #book: ProofBook;
  readonly #terms: MessageTermsReader;
  readonly #onExecuted: () => void;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();

  /** @param onExecuted - called after each block, because the other roles may have to act. */
  constructor(view: ExecutorView, book: ProofBook, onExecuted: () => void) {
    this.#view = view;
    this.#book = book;
    this.#terms = new MessageTermsReader(view);
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
      if (!known.hasEarly || known.execution === undefined) continue;
      if (isProvable(chain, known.id, known.proposal)) this.#judgeEarly(known);
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
    const { chain } = this.#view;
    if (this.#life.signal.aborted || !chain.isReady || chain.isStopped) return undefined;
    const times = revealTimes(chain);
    if (times === undefined) return undefined;
    // A block that failed before is tried again when more messages of L1 are known.
    const bids = knownBids(this.#view).map((bid) =>
      this.#isDue(bid.known) ? { ...bid, block: "unknown" as const } : bid,
    );
    const own = bids.filter(({ known }) => known.execution !== undefined && known.reveal === undefined);
    let executed = own.length;
    for (const { known } of executionOrder(bids, times)) {
      if (known.execution !== undefined) executed++;
      if (executed >= MAX_EXECUTED) return undefined;
      if (this.#isDue(known)) return known;
    }
    return undefined;
  }

  #isDue(known: KnownProposal): boolean {
    if (known.execution !== undefined || known.isUnprovable || known.reveal === undefined) return false;
    return known.failedAt !== this.#view.chain.messages.length;
  }

  async #executeAll(): Promise<void> {
    for (let known = this.#next(); known !== undefined; known = this.#next()) {
      await this.#execute(known);
    }
    this.#backoff.succeeded(EXECUTING);
  }

  /** @throws only errors that say nothing about the block. */
  async #execute(known: KnownProposal): Promise<void> {
    const { chain, pending, thread, domain, clock } = this.#view;
    const { signal } = this.#life;
    const begunAt = clock();
    const { head, running } = chain;
    const { messagesConsumed } = chain.view.status;
    const messagesKnown = chain.messages.length;
    const messages = {
      before: chain.queueHash(messagesConsumed),
      queue: chain.messages.slice(Number(messagesConsumed)),
    };
    const { transactions } = known.reveal!;
    const { depth } = known.proposal;
    const terms = await this.#terms.of(running, messagesConsumed, running.windows?.start ?? chain.now);
    try {
      await pending.checkSignatures(thread, head.state, transactions, messages.queue, signal);
      const execution = await thread.run(
        executeBlockSteps(head.state, transactions, {
          rollupId: rollupId(domain),
          depth,
          messages,
          skipSignatures: true,
        }),
        signal,
      );
      // If the chain has moved on or L1 has reorganised, the block is considered again.
      if (chain.head !== head) return;
      known.executionMs = clock() - begunAt;
      known.execution = execution;
      known.failedAt = undefined;
      if (!takesRightMessages(execution.consumed, 2 ** depth * LEAF_TRANSACTIONS, terms)) {
        known.isUnprovable = true;
        this.#report(known, new TrellisError("TRL-NOD-034", "the block has other messages than L1 asks for"));
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TrellisError && NOT_THE_BLOCKS.has(error.code)) throw error;
      if (chain.head !== head) return;
      known.failedAt = messagesKnown;
      this.#report(known, error);
      return;
    } finally {
      this.#onExecuted();
    }
    this.#judgeEarly(known);
    // R8: what could be executed can be claimed, so claims do not wait for this. Later the state is asked for its root on the event loop.
    if (known.execution !== undefined)
      await thread.runInOrder(known.execution.stateAfter.rootSteps(), signal);
  }

  #report(known: KnownProposal, error: unknown): void {
    const { emit, log } = this.#view;
    log.warn({ error, proposalId: known.id }, "a revealed block cannot be proven");
    emit({
      event: "problem",
      code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
      message: `block ${known.id}: ${error instanceof Error ? error.message : String(error)}`,
    });
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
