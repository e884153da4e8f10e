import type { CaseResource } from "@trellis/rpc-api";
import type { Store } from "../store/openStore.ts";
import { loadCases } from "./loadCases.ts";
import { keyOf, type Page, type PageParams, pageOf } from "./paging.ts";

/** R8: cases, the newest first; of one seat if asked. */
export async function cases(
  store: Store,
  { cursor, limit, seat }: PageParams & { readonly seat?: number | undefined },
): Promise<Page<CaseResource>> {
  const key = keyOf(cursor, "number", "hash", "number");
  let query = store
    .selectFrom((from) =>
      from
        .selectFrom("case_event")
        .select(["proposal_id", "seat"])
        .select(({ fn }) => fn.min("l1_block").as("opened"))
        .groupBy(["proposal_id", "seat"])
        .as("one"),
    )
    .selectAll()
    .orderBy("opened", "desc")
    .orderBy("proposal_id", "desc")
    .orderBy("seat", "desc")
    .limit(limit + 1);
  if (seat !== undefined) query = query.where("seat", "=", seat);
  if (key !== undefined) {
    const [opened, id, of] = key;
    query = query.where(({ eb }) =>
      eb.or([
        eb("opened", "<", opened),
        eb.and([eb("opened", "=", opened), eb("proposal_id", "<", id)]),
        eb.and([eb("opened", "=", opened), eb("proposal_id", "=", id), eb("seat", "<", of)]),
      ]),
    );
  }
  const rows = await query.execute();
  const loaded = await loadCases(store, rows);
  return pageOf(
    rows,
    limit,
    (row) => loaded.find((it) => it.proposalId === row.proposal_id && it.seat === row.seat)!,
    ({ opened, proposal_id, seat: of }) => [opened, proposal_id, of],
  );
}
