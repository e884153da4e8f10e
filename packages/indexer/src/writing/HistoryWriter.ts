import { EMPTY_POOL, type RollupDomain, rollupId } from "@trellis/protocol";
import type { Transaction } from "kysely";
import type { Hex } from "viem";
import type { FactRow } from "../facts/FactRow.ts";
import { factsOf } from "../facts/factsOf.ts";
import type { Known } from "../facts/Known.ts";
import { type Deployment, writeDeployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { FACT_TABLES, type Tables } from "../store/Tables.ts";
import type { BlockEvents, L1Block, L1Reading } from "./L1Reading.ts";
import { writeTransactions } from "./writeTransactions.ts";

/** Rows of one statement: some milliseconds of work. SQLite takes 32,766 values in one, and no table has 20 columns. */
const ROWS_AT_ONCE = 250;
/** Stored blocks that are compared at once. */
const BLOCKS_AT_ONCE = 10_000;

/** What a reading changed. */
export interface Written {
  /** The first L1 block that was taken back; undefined: none was. */
  readonly revertedFrom: number | undefined;
  /** Blocks that were written. */
  readonly blocks: readonly BlockEvents[];
  readonly tip: L1Block;
}

/** Writes what L1 says. Each L1 block is written as a whole or not at all, with its hash. */
export class HistoryWriter {
  readonly #store: Store;
  readonly #rollupId: bigint;

  private constructor(store: Store, domain: RollupDomain) {
    this.#store = store;
    this.#rollupId = rollupId(domain);
  }

  /** @throws TRL-IDX-003 if the database is of another deployment. */
  static async open(store: Store, deployment: Deployment): Promise<HistoryWriter> {
    await writeDeployment(store, deployment);
    return new HistoryWriter(store, deployment.domain);
  }

  /**
   * Writes a reading. One that starts at the deployment is compared with what is stored: blocks that are no longer on L1 leave, the
   * others stay as they are. So a restart writes only what is new.
   * @param goesOn - asked before each block; if it says no, the rest is left out, and the next reading must start at the deployment.
   * @throws TRL-IDX-002 if events are missing; as the database does.
   */
  async take({ tip, isWhole, blocks }: L1Reading, goesOn: () => boolean = () => true): Promise<Written> {
    const { fork, known } = isWhole
      ? await this.#compare(blocks)
      : { fork: undefined, known: await this.#last() };
    if (fork !== undefined) await this.#revert(fork);
    const fresh = blocks.filter(({ number }) => number > known);
    for (const [written, block] of fresh.entries()) {
      if (!goesOn()) return { revertedFrom: fork, blocks: fresh.slice(0, written), tip };
      await this.#write(block);
    }
    await this.#store
      .insertInto("meta")
      .values({ key: "tip", value: JSON.stringify(tip) })
      .onConflict((it) => it.column("key").doUpdateSet({ value: JSON.stringify(tip) }))
      .execute();
    return { revertedFrom: fork, blocks: fresh, tip };
  }

  /** Where the stored blocks leave those that were read, and the last block that both have. */
  async #compare(blocks: readonly BlockEvents[]): Promise<{ fork: number | undefined; known: number }> {
    let known = -1;
    for (let at = 0; ; ) {
      const stored = await this.#store
        .selectFrom("l1_block")
        .selectAll()
        .where("number", ">", known)
        .orderBy("number")
        .limit(BLOCKS_AT_ONCE)
        .execute();
      for (const { number, hash } of stored) {
        const read = blocks[at++];
        if (read?.number !== number || read.hash !== hash) return { fork: number, known };
        known = number;
      }
      if (stored.length < BLOCKS_AT_ONCE) return { fork: undefined, known };
    }
  }

  async #last(): Promise<number> {
    const last = await this.#store
      .selectFrom("l1_block")
      .select(({ fn }) => fn.max("number").as("number"))
      .executeTakeFirst();
    return last?.number ?? -1;
  }

  async #revert(from: number): Promise<void> {
    await this.#store.transaction().execute(async (trx) => {
      for (const table of FACT_TABLES) await trx.deleteFrom(table).where("l1_block", ">=", from).execute();
      await trx.deleteFrom("l1_block").where("number", ">=", from).execute();
    });
  }

  async #write(block: BlockEvents): Promise<void> {
    const { number, hash, time, events } = block;
    await this.#store.transaction().execute(async (trx) => {
      await trx.insertInto("l1_block").values({ number, hash, time }).execute();
      for (const [index, event] of events.entries()) {
        const rows = await factsOf(event, this.#knownIn(trx));
        await insertFacts(trx, rows, { l1_block: number, log_index: event.logIndex ?? index });
      }
      await writeTransactions(trx, block);
    });
  }

  #knownIn(trx: Transaction<Tables>): Known {
    return {
      rollupId: this.#rollupId,
      pause: nextTurn,
      async chunk(hash: Hex) {
        const query = trx.selectFrom("data_chunk").select("chunk").where("hash", "=", hash);
        return (await query.orderBy("l1_block", "desc").limit(1).executeTakeFirst())?.chunk;
      },
      async dataOf(id: Hex) {
        return (
          await trx.selectFrom("block_data").select("data").where("proposal_id", "=", id).executeTakeFirst()
        )?.data;
      },
      async pool() {
        const last = await trx
          .selectFrom("pool_state")
          .select(["reserve0", "reserve1"])
          .orderBy("height", "desc")
          .limit(1)
          .executeTakeFirst();
        return last === undefined ? EMPTY_POOL : [BigInt(last.reserve0), BigInt(last.reserve1)];
      },
      async nonceOf(account: number) {
        const last = await trx
          .selectFrom("l2_transaction")
          .select("nonce")
          .where("sender", "=", account)
          .where("is_signed", "=", 1)
          .orderBy("nonce", "desc")
          .limit(1)
          .executeTakeFirst();
        return last === undefined ? 0 : last.nonce + 1;
      },
    };
  }
}

/** SQLite works on this thread, so long writes let others have their turns. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Only the first kept proof that shows a node so is a fact of its own. */
async function insertFacts(
  trx: Transaction<Tables>,
  rows: readonly FactRow[],
  place: { readonly l1_block: number; readonly log_index: number },
): Promise<void> {
  for (const [table, ofTable] of Map.groupBy(rows, ({ table }) => table)) {
    for (let first = 0; first < ofTable.length; first += ROWS_AT_ONCE) {
      const values = ofTable.slice(first, first + ROWS_AT_ONCE).map(({ row }) => ({ ...place, ...row }));
      // The rows of one table, which the compiler cannot relate to its name.
      const insert = trx.insertInto(table).values(values as never);
      await (table === "node_proof" ? insert.onConflict((it) => it.doNothing()) : insert).execute();
      await nextTurn();
    }
  }
}
