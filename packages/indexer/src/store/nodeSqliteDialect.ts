import { DatabaseSync } from "node:sqlite";
import { SqliteDialect } from "kysely";

/**
 * Kysely's SQLite dialect over the SQLite that Node has built in, so that there is no native module to install.
 * @param path - file, or `:memory:`.
 */
export function nodeSqliteDialect(path: string): SqliteDialect {
  return new SqliteDialect({
    database: async () => {
      const database = new DatabaseSync(path);
      // Readers never wait for the writer, and a crash of the process loses nothing that was committed.
      database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000");
      return {
        close: () => database.close(),
        prepare(sql) {
          const statement = database.prepare(sql);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...(parameters as never[])),
            run: (parameters) => statement.run(...(parameters as never[])),
            iterate: (parameters) => statement.iterate(...(parameters as never[])),
          };
        },
      };
    },
  });
}
