import { PostgresDialect } from "kysely";
import pg from "pg";

/** OID of the type `bigint`. */
const INT8 = 20;
const MAX_CONNECTIONS = 8;

/**
 * Kysely's dialect for Postgres. Whole numbers of the tables stay below 2^53, so they are read as numbers.
 * @param url - `postgres://user:password@host/database`.
 */
export function postgresDialect(url: string): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    types: {
      // biome-ignore lint/suspicious/noExplicitAny: the parsers of all types
      getTypeParser: ((oid: number, format: any) =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as never,
    },
  });
  // A connection that breaks while nobody uses it is replaced by the next question.
  pool.on("error", () => {});
  return new PostgresDialect({ pool });
}
