import type { Store } from "../store/openStore.ts";
import { GOSSIP_TABLES, type GossipTable, type RowOf } from "../store/Tables.ts";

/** A message of a peer, to be kept with the time of its arrival. */
export type GossipRow = RowOf<GossipTable>;

/** Messages that wait to be written. A block of depth 11 has 4,095 node proofs. */
const MAX_WAITING = 32_768;
/** Heights below the head whose messages are kept. */
const KEPT_HEIGHTS = 10_000;
const ROWS_AT_ONCE = 1_000;

/** Keeps what gossip alone knows: bids, votes, start claims and node proofs, each with the time of its first arrival. */
export class GossipLog {
  readonly #store: Store;
  readonly #now: () => number;
  #waiting: GossipRow[] = [];
  #dropped = 0;
  #hasBegun = false;

  /** @param now - milliseconds since 1970. */
  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Messages that were not kept because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a message. It is written with the next {@link flush}. */
  add(row: GossipRow): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(row);
    else this.#dropped += 1;
  }

  /** Writes what waits, and lets go of what is far below the head. @param head - last final height. */
  async flush(head: number): Promise<void> {
    const rows = this.#waiting;
    if (rows.length === 0 && this.#hasBegun) return;
    this.#waiting = [];
    try {
      await this.#write(rows, head);
    } catch (error) {
      // They wait for the next time, before those that came meanwhile.
      for (const row of this.#waiting.splice(0, this.#waiting.length, ...rows)) this.add(row);
      throw error;
    }
  }

  async #write(rows: readonly GossipRow[], head: number): Promise<void> {
    await this.#store.transaction().execute(async (trx) => {
      if (!this.#hasBegun) {
        const since = { key: "gossipSinceMs", value: String(Math.floor(this.#now())) };
        await trx
          .insertInto("meta")
          .values(since)
          .onConflict((it) => it.doNothing())
          .execute();
      }
      for (const [table, ofTable] of Map.groupBy(rows, ({ table }) => table)) {
        for (let first = 0; first < ofTable.length; first += ROWS_AT_ONCE) {
          const values = ofTable.slice(first, first + ROWS_AT_ONCE).map(({ row }) => row);
          // The first arrival counts. The compiler cannot relate the rows to the table's name.
          await trx
            .insertInto(table)
            .values(values as never)
            .onConflict((it) => it.doNothing())
            .execute();
        }
      }
      const oldest = head - KEPT_HEIGHTS;
      if (oldest <= 0) return;
      for (const table of GOSSIP_TABLES) await trx.deleteFrom(table).where("height", "<", oldest).execute();
    });
    this.#hasBegun = true;
  }
}
