import { contentHash } from "../jobs/encodeJob.ts";
import type { Queries } from "./FleetDatabase.ts";
import { SCHEMA } from "./tables.ts";

/** Keeps some content under its hash. What stands there is replaced: it may be damaged. @returns the hash. */
export async function putContent(tx: Queries, bytes: Uint8Array): Promise<string> {
  const hash = contentHash(bytes);
  await tx.query(
    `insert into ${SCHEMA}.contents (hash, bytes) values ($1, $2)
     on conflict (hash) do update set bytes = excluded.bytes, at = now()`,
    [hash, Buffer.from(bytes)],
  );
  return hash;
}

/** The content with this hash; undefined if it is not there, or is another than the hash says. */
export async function readContent(queries: Queries, hash: string): Promise<Uint8Array | undefined> {
  const [row] = await queries.query(`select bytes from ${SCHEMA}.contents where hash = $1`, [hash]);
  if (row === undefined || !(row.bytes instanceof Uint8Array)) return undefined;
  const bytes = Uint8Array.from(row.bytes);
  return contentHash(bytes) === hash ? bytes : undefined;
}
