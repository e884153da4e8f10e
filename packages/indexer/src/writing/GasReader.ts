import type { Store } from "../store/openStore.ts";

/** What an L1 transaction cost, and in which L1 block it is. */
export interface L1Receipt {
  readonly blockHash: string;
  readonly sender: string;
  readonly gasUsed: number;
  /** Wei for a unit of gas. */
  readonly gasPrice: bigint;
}

/** Asks L1 for the receipt of a transaction. Null: L1 does not have it. */
export type ReceiptOf = (hash: string) => Promise<L1Receipt | null>;

/** Receipts that are asked for after a view of L1. */
const AT_ONCE = 64;
/** Questions to L1 that wait for their answers at a time. */
const SIDE_BY_SIDE = 8;
/** Transactions without a receipt that are remembered. */
const MAX_ABSENT = 10_000;

/** Learns what L1 transactions cost, the newest first, a few after each view of L1. */
export class GasReader {
  readonly #store: Store;
  readonly #receiptOf: ReceiptOf;
  /** Transactions whose receipts L1 does not give: providers forget old ones. They are asked for again after a restart. */
  readonly #absent = new Set<string>();
  /** No transaction up to this L1 block is to be asked about. */
  #doneTo = -1;

  constructor(store: Store, receiptOf: ReceiptOf) {
    this.#store = store;
    this.#receiptOf = receiptOf;
  }

  /** L1 blocks from this one on are others now. */
  forget(from: number): void {
    this.#doneTo = Math.min(this.#doneTo, from - 1);
  }

  /**
   * Asks for receipts that are missing.
   * @param goesOn - asked before each write; if it says no, nothing more is written.
   * @throws as L1 and the database do. What was learnt before stays.
   */
  async read(goesOn: () => boolean = () => true): Promise<void> {
    const { last } = await this.#store
      .selectFrom("l1_transaction")
      .select(({ fn }) => fn.max("l1_block").as("last"))
      .executeTakeFirstOrThrow();
    const missing = await this.#missing();
    for (let first = 0; first < missing.length; first += SIDE_BY_SIDE) {
      const some = missing.slice(first, first + SIDE_BY_SIDE);
      const receipts = await Promise.all(some.map(({ hash }) => this.#receiptOf(hash)));
      if (!goesOn()) return;
      for (const [at, { block_hash, ...place }] of some.entries()) {
        const receipt = receipts[at] ?? null;
        // L1 may have left the block since.
        if (receipt === null || receipt.blockHash !== block_hash) {
          if (this.#absent.size < MAX_ABSENT) this.#absent.add(place.hash);
          continue;
        }
        const { sender, gasUsed: gas_used, gasPrice } = receipt;
        await this.#store
          .insertInto("l1_receipt")
          .values({ ...place, sender, gas_used, gas_price: String(gasPrice) })
          .onConflict((it) => it.doNothing())
          .execute();
      }
    }
    if (missing.length < AT_ONCE) this.#doneTo = last ?? -1;
  }

  async #missing() {
    const rows = await this.#store
      .selectFrom("l1_transaction")
      .innerJoin("l1_block", "l1_block.number", "l1_transaction.l1_block")
      .leftJoin("l1_receipt", "l1_receipt.hash", "l1_transaction.hash")
      .select([
        "l1_transaction.l1_block",
        "l1_transaction.log_index",
        "l1_transaction.hash",
        "l1_block.hash as block_hash",
      ])
      .where("l1_transaction.l1_block", ">", this.#doneTo)
      .where("l1_receipt.hash", "is", null)
      .orderBy("l1_transaction.l1_block", "desc")
      .orderBy("l1_transaction.log_index", "desc")
      .limit(AT_ONCE + this.#absent.size)
      .execute();
    return rows.filter(({ hash }) => !this.#absent.has(hash)).slice(0, AT_ONCE);
  }
}
