import { parquetWriteBuffer } from "hyparquet-writer";

type Cell = string | number;

/** Rows as comma-separated values (RFC 4180), with their names first. Numbers keep all their digits. */
export function toCsv<Row extends object>(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  const names = Object.keys(first) as (keyof Row & string)[];
  const lines = rows.map((row) => names.map((name) => cell(row[name] as Cell)).join(","));
  return `${[names.join(","), ...lines].join("\n")}\n`;
}

/** Rows as a Parquet file: texts as strings, numbers as doubles. */
export function toParquet<Row extends object>(rows: readonly Row[]): Uint8Array {
  const names = rows[0] === undefined ? [] : (Object.keys(rows[0]) as (keyof Row & string)[]);
  const columnData = names.map((name) => {
    const isText = typeof rows[0]![name] === "string";
    return {
      name,
      data: rows.map((row) => row[name]),
      type: isText ? ("STRING" as const) : ("DOUBLE" as const),
    };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function cell(value: Cell): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
