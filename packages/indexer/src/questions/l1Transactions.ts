import type { L1TransactionResource } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Store } from "../store/openStore.ts";
import { momentOf } from "./loadProposals.ts";
import { keyOf, type Page, type PageParams, pageOf } from "./paging.ts";

/** L1 transactions that the contracts took, the newest first; of one height if asked. */
export async function l1Transactions(
  store: Store,
  { cursor, limit, height }: PageParams & { readonly height?: number | undefined },
): Promise<Page<L1TransactionResource>> {
  const key = keyOf(cursor, "number", "number");
  let query = store
    .selectFrom("l1_transaction")
    .innerJoin("l1_block", "l1_block.number", "l1_transaction.l1_block")
    .leftJoin("l1_receipt", "l1_receipt.hash", "l1_transaction.hash")
    .selectAll("l1_transaction")
    .select(["l1_block.time", "l1_receipt.sender", "l1_receipt.gas_used", "l1_receipt.gas_price"])
    .orderBy("l1_transaction.l1_block", "desc")
    .orderBy("l1_transaction.log_index", "desc")
    .limit(limit + 1);
  if (height !== undefined) {
    query = query.where("l1_transaction.hash", "in", ({ selectFrom }) =>
      selectFrom("l1_act").select("l1_act.hash").where("l1_act.height", "=", height),
    );
  }
  if (key !== undefined) {
    const [block, log] = key;
    query = query.where(({ eb }) =>
      eb.or([
        eb("l1_transaction.l1_block", "<", block),
        eb.and([eb("l1_transaction.l1_block", "=", block), eb("l1_transaction.log_index", "<", log)]),
      ]),
    );
  }
  const rows = await query.execute();
  const acts = await actsOf(
    store,
    rows.map(({ hash }) => hash),
  );
  return pageOf(
    rows,
    limit,
    ({ hash, sender, gas_used, gas_price, ...row }) => ({
      source: "l1" as const,
      hash: hash as Hex,
      at: momentOf(row),
      acts: (acts.get(hash) ?? []).map(({ event, height, count }) => ({ event, height, count })),
      gas:
        sender === null || gas_used === null || gas_price === null
          ? null
          : {
              sender: sender as Hex,
              used: gas_used,
              price: BigInt(gas_price),
              cost: BigInt(gas_used) * BigInt(gas_price),
            },
    }),
    ({ l1_block, log_index }) => [l1_block, log_index],
  );
}

async function actsOf(store: Store, hashes: readonly string[]) {
  if (hashes.length === 0) return new Map<string, never[]>();
  const rows = await store
    .selectFrom("l1_act")
    .selectAll()
    .where("hash", "in", hashes)
    .orderBy("l1_block")
    .orderBy("log_index")
    .execute();
  return Map.groupBy(rows, ({ hash }) => hash);
}
