import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parquetReadObjects } from "hyparquet";
import type { FigureRow, SampleRow } from "../src/output/rows.ts";

interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
  }[];
}

const folder = new URL("../../../docs/report/", import.meta.url);
const notebook = JSON.parse(await readFile(new URL("notebook.ipynb", folder), "utf8")) as Notebook;
const cells = notebook.cells.filter(({ cell_type: type }) => type === "code");
const code = cells.map(({ source }) => source.join("")).join("\n");

async function rowsOf<Row>(name: string): Promise<Row[]> {
  const { buffer } = new Uint8Array(await readFile(new URL(name, folder)));
  return (await parquetReadObjects({ file: buffer })) as Row[];
}

const figures = await rowsOf<FigureRow>("figures.parquet");
const samples = await rowsOf<SampleRow>("samples.parquet");

test("the notebook reads the two Parquet files and nothing else, and keeps no outputs", () => {
  const read = [...code.matchAll(/read_\w+\("([^"]*)"\)/g)].map(([, file]) => file);
  assert.deepEqual(read, ["figures.parquet", "samples.parquet"]);
  assert.deepEqual(
    [...code.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name),
    ["json", "matplotlib", "pandas"],
  );
  assert.doesNotMatch(code, /\bopen\(|https?:/);
  for (const { outputs } of cells) assert.deepEqual(outputs, []);
});

test("the columns that it names exist", () => {
  const known = new Set([...Object.keys(figures[0]!), ...Object.keys(samples[0]!), "mean"]);
  const columns = [...code.matchAll(/(?:figures|samples|rows|line|sums|both|\])\["([^"]+)"\]/g)].map(
    ([, name]) => name!,
  );
  assert.ok(columns.length > 10);
  for (const column of columns) assert.ok(known.has(column), column);
  for (const [, list] of code.matchAll(/(?:groupby\(|on=)\[([^\]]*)\]/g)) {
    for (const [, name] of list!.matchAll(/"([^"]+)"/g)) assert.ok(known.has(name!), name);
  }
});

test("the figures that it asks for are in the report", () => {
  const calls = [...code.matchAll(/figures_of\("([\w-]+)", "(\w+)"([^)]*)\)/g)];
  assert.equal(calls.length, 4);
  for (const [, experiment, metric, where] of calls) {
    const settings = [...where!.matchAll(/(\w+)=("?)([^,"]+)\2/g)].map(
      ([, name, , value]) => [name!, value!] as const,
    );
    const rows = figures.filter((row) => {
      const point = JSON.parse(row.settings) as Record<string, unknown>;
      const isHere = settings.every(([name, value]) => String(point[name]) === value);
      return row.experiment === experiment && row.metric === metric && isHere;
    });
    assert.ok(rows.length > 1, `${experiment} ${metric}${where}`);
  }
});

test("settings that it plots by are settings of the report", () => {
  const known = new Set(figures.flatMap(({ settings }) => Object.keys(JSON.parse(settings) as object)));
  const plotted = [...code.matchAll(/"(\w+)", "(\w+)", "[A-Z]/g)].flatMap(([, x, series]) => [x!, series!]);
  const named = [...code.matchAll(/"by (\w+)"/g)].map(([, name]) => name!);
  assert.equal(plotted.length, 6);
  for (const name of [...plotted, ...named]) assert.ok(known.has(name), name);
});
