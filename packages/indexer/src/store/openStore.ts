import { TrellisError } from "@trellis/protocol";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { MIGRATIONS } from "./migrations.ts";
import { nodeSqliteDialect } from "./nodeSqliteDialect.ts";
import { postgresDialect } from "./postgresDialect.ts";
import type { Tables } from "./Tables.ts";

/** The index's database. */
export type Store = Kysely<Tables>;

/**
 * Opens a database and brings its tables up to date.
 * @param database - a file of SQLite, `:memory:`, or the URL of a database of Postgres, `postgres://…`.
 * @throws TRL-IDX-001 if it cannot be opened or brought up to date.
 */
export async function openStore(database: string): Promise<Store> {
  const isPostgres = /^postgres(ql)?:\/\//.test(database);
  const dialect = isPostgres ? postgresDialect(database) : nodeSqliteDialect(database);
  const store = new Kysely<Tables>({ dialect });
  const migrator = new Migrator({ db: store, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  let error: unknown;
  try {
    ({ error } = await migrator.migrateToLatest());
  } catch (cause) {
    error = cause;
  }
  if (error === undefined) return store;
  await store.destroy().catch(() => {});
  throw new TrellisError(
    "TRL-IDX-001",
    `cannot open the index: ${error instanceof Error ? error.message : String(error)}${isPostgres ? "" : "; if its file is broken, remove it: the index is made from L1 again"}`,
    {},
    error,
  );
}
