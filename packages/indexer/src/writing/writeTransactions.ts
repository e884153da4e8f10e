import type { Transaction } from "kysely";
import { type Subject, transactionFacts } from "../facts/transactionFacts.ts";
import type { Tables } from "../store/Tables.ts";
import type { BlockEvents } from "./L1Reading.ts";

/** Writes the L1 transactions of a block whose other facts are written. */
export async function writeTransactions(
  trx: Transaction<Tables>,
  { number: l1_block, events }: BlockEvents,
): Promise<void> {
  const { transactions, acts } = await transactionFacts(events, heightsIn(trx));
  // One at a time: a block has few, and no statement may be large.
  for (const row of transactions)
    await trx
      .insertInto("l1_transaction")
      .values({ ...row, l1_block })
      .execute();
  for (const row of acts)
    await trx
      .insertInto("l1_act")
      .values({ ...row, l1_block })
      .execute();
}

/** Looks up heights, each proposal and round once. */
function heightsIn(trx: Transaction<Tables>): (subject: Subject) => Promise<number | null> {
  const known = new Map<string, number | null>();
  return async ({ height, proposalId, roundId }) => {
    if (height !== undefined) return Number(height);
    const key = proposalId ?? (roundId === undefined ? undefined : String(roundId));
    if (key === undefined) return null;
    const before = known.get(key);
    if (before !== undefined) return before;
    const row = await (proposalId === undefined
      ? trx.selectFrom("round_opened").select("height").where("round_id", "=", Number(roundId))
      : trx.selectFrom("commitment").select("height").where("proposal_id", "=", proposalId)
    ).executeTakeFirst();
    const found = row?.height ?? null;
    known.set(key, found);
    return found;
  };
}
