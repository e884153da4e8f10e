import type { PoolResource } from "@trellis/rpc-api";
import type { Store } from "../store/openStore.ts";
import { momentOf } from "./loadProposals.ts";
import { keyOf, type Page, type PageParams, pageOf } from "./paging.ts";

/** P10.1: the pool after each final block, the newest first. */
export async function pool(store: Store, { cursor, limit }: PageParams): Promise<Page<PoolResource>> {
  const key = keyOf(cursor, "number");
  let query = store
    .selectFrom("pool_state")
    .innerJoin("l1_block", "l1_block.number", "pool_state.l1_block")
    .selectAll("pool_state")
    .select("l1_block.time")
    .orderBy("height", "desc")
    .limit(limit + 1);
  if (key !== undefined) query = query.where("height", "<", key[0]);
  return pageOf(
    await query.execute(),
    limit,
    (row) => ({
      source: "l1" as const,
      height: row.height,
      reserves: [BigInt(row.reserve0), BigInt(row.reserve1)] as const,
      swaps: row.swaps,
      sold: [BigInt(row.sold0), BigInt(row.sold1)] as const,
      finalAt: momentOf(row),
    }),
    ({ height }) => [height],
  );
}
