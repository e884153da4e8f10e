import { executeBlock } from "@trellis/ledger";
import { equalBytes, fromHex, rollupId, TrellisError } from "@trellis/protocol";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import { Backoff } from "./Backoff.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import type { NodeContext, Role } from "./NodeContext.ts";
import type { ProofBook } from "./ProofBook.ts";

/** Pauses after a check that failed. */
const RETRY = { firstMs: 1_000, maxMs: 15_000 };

/** P6.1: re-executes revealed blocks of the running round. One that cannot be executed is never worked on: its proof cannot exist. */
export class BlockExecutor implements Role {
  readonly #context: Pick<NodeContext, "chain" | "records" | "pool" | "domain" | "clock" | "emit" | "log">;
  readonly #book: ProofBook;
  readonly #onExecuted: () => void;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();

  /** @param onExecuted - told after each block: there is news for the other roles. */
  constructor(
    context: Pick<NodeContext, "chain" | "records" | "pool" | "domain" | "clock" | "emit" | "log">,
    book: ProofBook,
    onExecuted: () => void,
  ) {
    this.#context = context;
    this.#book = book;
    this.#onExecuted = onExecuted;
    this.#backoff = new Backoff(context.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#life.signal.aborted) context.log.warn({ error, task: key }, "judging early proofs failed");
    });
  }

  update(): void {
    const { chain, records } = this.#context;
    if (this.#life.signal.aborted || !chain.isReady) return;
    for (const record of records.all()) {
      if (!chain.isRunning(record.proposal)) continue;
      if (record.execution !== undefined) this.#judgeEarly(record);
      else if (record.reveal !== undefined && record.failedAt !== chain.messages.length) {
        this.#tasks.run(record.id, () => this.#execute(record));
      }
    }
  }

  async stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#tasks.settled();
  }

  async #execute(record: BlockRecord): Promise<void> {
    const { chain, pool, domain, emit, log } = this.#context;
    const { head } = chain;
    const { messagesConsumed } = chain.view.status;
    const known = chain.messages.length;
    const messages = {
      before: chain.queueHash(messagesConsumed),
      queue: chain.messages.slice(Number(messagesConsumed)),
    };
    const { transactions } = record.reveal!;
    try {
      if (!equalBytes(record.proposal.parent, fromHex(head.proposalId))) {
        throw new TrellisError("TRL-NOD-015", "the block does not build on the head", {
          head: head.proposalId,
        });
      }
      await pool.checkSignatures(head.state, transactions, messages.queue, this.#life.signal);
      // The chain has moved on, or L1 has reorganised: the next update decides anew.
      if (chain.head !== head || this.#life.signal.aborted) return;
      record.execution = executeBlock(head.state, transactions, {
        rollupId: rollupId(domain),
        depth: record.proposal.depth,
        messages,
        skipSignatures: true,
      });
    } catch (error) {
      if (this.#life.signal.aborted) return;
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
    this.#judgeEarly(record);
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
