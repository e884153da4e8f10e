import type { L1View } from "@trellis/l1";
import { EventStream } from "./api/EventStream.ts";
import { type History, historyOf } from "./questions/historyOf.ts";
import type { LedgerOf } from "./questions/ledger.ts";
import { lastHeight } from "./questions/range.ts";
import type { Deployment } from "./store/meta.ts";
import { openStore, type Store } from "./store/openStore.ts";
import { GasReader, type ReceiptOf } from "./writing/GasReader.ts";
import { GossipLog, type GossipRow } from "./writing/GossipLog.ts";
import { HistoryWriter } from "./writing/HistoryWriter.ts";
import { type L1Reading, readingOf, type TimeOf } from "./writing/L1Reading.ts";
import { liveBlock } from "./writing/liveBlock.ts";

/** What an indexer needs. */
export interface IndexerInit {
  /** File of SQLite, `:memory:`, or URL of Postgres. */
  readonly database: string;
  readonly deployment: Deployment;
  /** When an L1 block was made: asked where the logs do not tell. */
  readonly timeOf: TimeOf;
  /** What an L1 transaction cost. */
  readonly receiptOf: ReceiptOf;
  /** What an account has now; without it, accounts have no balances. */
  readonly ledgerOf?: LedgerOf;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of failures. The indexer tries again with the next view of L1, and gives up after 100 failures in a row. */
  readonly onProblem: (error: unknown) => void;
}

/** Views in a row that may fail, before the index stops to follow: what waits must not grow for ever. */
const MAX_FAILURES = 100;

type View = Pick<L1View, "block" | "reset" | "events">;

/** An index that follows L1 and gossip: views and messages go in, answers and news come out. */
export class Indexer {
  readonly history: History;
  readonly stream = new EventStream();
  readonly #store: Store;
  readonly #writer: HistoryWriter;
  readonly #gossip: GossipLog;
  readonly #gas: GasReader;
  readonly #init: IndexerInit;
  #waiting: View | undefined;
  #work: Promise<void> | undefined;
  #isStopped = false;
  /** Ends the present wait for L1. */
  #leave: (() => void) | undefined;
  /** Views in a row that could not be written. */
  #failures = 0;
  #writtenTo = 0n;

  private constructor(store: Store, writer: HistoryWriter, init: IndexerInit) {
    this.#store = store;
    this.#writer = writer;
    this.#gossip = new GossipLog(store, init.now);
    this.#gas = new GasReader(store, init.receiptOf);
    this.#init = init;
    this.history = historyOf(store, init.ledgerOf);
  }

  /** @throws TRL-IDX-001 if the database cannot be opened, TRL-IDX-003 if it is of another deployment. */
  static async open(init: IndexerInit): Promise<Indexer> {
    const store = await openStore(init.database);
    try {
      return new Indexer(store, await HistoryWriter.open(store, init.deployment), init);
    } catch (error) {
      await store.destroy();
      throw error;
    }
  }

  /** L1 block up to which this process has written, 0 at first; and views in a row that could not be written. */
  get progress(): { readonly l1Block: bigint; readonly failures: number } {
    return { l1Block: this.#writtenTo, failures: this.#failures };
  }

  /** Takes the next view of L1. Returns at once; views that wait become one. */
  addView(view: View): void {
    if (this.#isStopped || this.#failures >= MAX_FAILURES) return;
    this.#waiting = this.#waiting === undefined ? view : joined(this.#waiting, view);
    this.#work ??= this.#run();
  }

  /** Takes a message of a peer. */
  addMessage(row: GossipRow): void {
    this.#gossip.add(row);
    this.stream.push("gossip", { kind: row.table.replace("gossip_", ""), ...row.row });
  }

  /** Resolves when everything that was taken so far is written, or has failed. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Ends the work under way and closes the database. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#leave?.();
    this.stream.stop();
    await this.#work;
    await this.#store.destroy();
  }

  async #run(): Promise<void> {
    while (this.#waiting !== undefined && !this.#isStopped) {
      const view = this.#waiting;
      this.#waiting = undefined;
      try {
        await this.#take(await readingOf(view, this.#init.timeOf));
        this.#failures = 0;
        this.#writtenTo = view.block.number;
        await this.#readGas();
      } catch (error) {
        this.#init.onProblem(error);
        if (++this.#failures >= MAX_FAILURES) {
          this.#waiting = undefined;
          break;
        }
        // Nothing may be left out: it waits for the next view.
        const newer = this.#waiting as View | undefined;
        this.#waiting = newer === undefined ? view : joined(view, newer);
        break;
      }
    }
    this.#work = undefined;
  }

  /** L1 may take long to answer: the end of this index does not wait for it. A failure is no reason to take the view again. */
  async #readGas(): Promise<void> {
    const reading = this.#gas.read(() => !this.#isStopped);
    reading.catch(() => {});
    // A promise of its own for each wait: one for all would keep what each race has made.
    const stopped = Promise.withResolvers<void>();
    this.#leave = stopped.resolve;
    if (this.#isStopped) stopped.resolve();
    try {
      await Promise.race([reading, stopped.promise]);
    } catch (error) {
      this.#init.onProblem(error);
    }
  }

  async #take(reading: L1Reading): Promise<void> {
    const { blocks, revertedFrom } = await this.#writer.take(reading, () => !this.#isStopped);
    if (revertedFrom !== undefined) {
      this.#gas.forget(revertedFrom);
      this.stream.push("reverted", { l1Block: revertedFrom });
    }
    // What was there before this node started is no news.
    if (!reading.isWhole || revertedFrom !== undefined) {
      for (const block of blocks) this.stream.push("block", liveBlock(block));
    }
    await this.#gossip.flush(await lastHeight(this.#store));
  }
}

/** Two views in a row as one. */
function joined(first: View, second: View): View {
  if (second.reset) return second;
  return { ...second, reset: first.reset, events: [...first.events, ...second.events] };
}
