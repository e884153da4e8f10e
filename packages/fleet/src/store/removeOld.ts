import type { Queries } from "./FleetDatabase.ts";
import { SCHEMA } from "./tables.ts";

/** How long jobs, proofs and what became of them are kept. No proof is of use for longer. */
const KEPT = "1 day";
/** Rows of one table that are removed at one time. */
const MOST = 10_000;

/** Removes what is too old to be of use. */
export async function removeOld(queries: Queries): Promise<void> {
  for (const [table, key, column] of [
    ["contents", "hash", "at"],
    ["outcomes", "id", "at"],
    ["agents", "id", "beat_at"],
    ["nodes", "id", "beat_at"],
  ]) {
    await queries.query(
      `delete from ${SCHEMA}.${table} where ${key} in
         (select ${key} from ${SCHEMA}.${table} where ${column} < now() - interval '${KEPT}' limit ${MOST})`,
    );
  }
}
