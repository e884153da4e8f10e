import type { Kysely } from "kysely";

type Type = "text" | "bigint" | "bytea";

/** Columns by name. */
export type Columns = Readonly<Record<string, Type | readonly [Type, "null"]>>;

/** A table as a migration makes it. */
export interface TableShape {
  readonly columns: Columns;
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
}

/** Makes tables with their keys and indexes. Facts also get an index by L1 block, because they leave with their blocks. */
export async function createTables(
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows no later schema
  db: Kysely<any>,
  tables: Readonly<Record<string, TableShape>>,
): Promise<void> {
  for (const [name, { columns, key, indexes = [] }] of Object.entries(tables)) {
    let table = db.schema.createTable(name);
    for (const [column, type] of Object.entries(columns)) {
      table =
        typeof type === "string"
          ? table.addColumn(column, type, (it) => it.notNull())
          : table.addColumn(column, type[0]);
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, key as never).execute();
    const all = "l1_block" in columns && key[0] !== "l1_block" ? [...indexes, ["l1_block"]] : indexes;
    for (const index of all) {
      await db.schema
        .createIndex(`${name}_${index.join("_")}`)
        .on(name)
        .columns([...index])
        .execute();
    }
  }
}
