import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

/**
 * Makes the shipped tables from the data that they come from (tables/README.md).
 *
 * node packages/simulator/scripts/generate-tables.ts --from <folder with latency/ and bids/>
 */
const { values } = parseArgs({ options: { from: { type: "string" } } });
if (values.from === undefined) throw new Error("--from: name the folder with latency/ and bids/.");
const from = values.from;
const to = join(import.meta.dirname, "..", "tables");
const QUANTILES = 1_000;

async function rowsOf(path: string): Promise<string[][]> {
  const text = await readFile(join(from, path), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
}

/** One way in milliseconds: a quarter of both round trips together; the lower triangle, a row a place. */
async function latencies(source: string, name: string): Promise<void> {
  const [head, ...rows] = (await rowsOf(`latency/${source}.csv`)) as [string[], ...string[][]];
  const column = new Map(head.map((place, i) => [place, i]));
  const known = rows.filter(([place]) => column.has(place!));
  const trip = (from: readonly string[], place: string): number => Number(from[column.get(place)!]);
  const lines = known.map((row, i) => {
    const ways = known
      .slice(0, i + 1)
      .map((other) => ((trip(row, other[0]!) + trip(other, row[0]!)) / 4).toFixed(1));
    return [row[0]!, ...ways].join();
  });
  await writeFile(join(to, `${name}.csv`), `${lines.join("\n")}\n`);
}

const quantiles = (sorted: readonly number[]): number[] =>
  Array.from({ length: QUANTILES + 1 }, (_, i) => sorted[Math.round((i / QUANTILES) * (sorted.length - 1))]!);

function logMoments(values: readonly number[]): { readonly mu: number; readonly sigma: number } {
  const logs = values.filter((value) => value > 0).map(Math.log);
  const mu = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mu) ** 2, 0) / Math.max(1, logs.length - 1);
  return { mu: Number(mu.toFixed(4)), sigma: Number(Math.sqrt(variance).toFixed(4)) };
}

/** Winning bids: their quantiles in ether, their seconds in the slot before, and what each builder won. */
async function bids(): Promise<void> {
  const [, ...rows] = await rowsOf("bids/winning-bids.csv");
  const blocks = rows.map(([, wei, builder, ms]) => ({
    ether: Number(wei) / 1e18,
    builder: Number(builder),
    seconds: Number(ms) / 1_000,
  }));
  const builders = [...Map.groupBy(blocks, ({ builder }) => builder)]
    .map(([, won]) => ({ blocks: won.length, ...logMoments(won.map(({ ether }) => ether)) }))
    .sort((a, b) => b.blocks - a.blocks);
  const table = {
    blocks: blocks.length,
    ...logMoments(blocks.map(({ ether }) => ether)),
    builders,
    ether: quantiles(blocks.map(({ ether }) => ether).sort((a, b) => a - b)).map((value) =>
      Number(value.toPrecision(5)),
    ),
    seconds: quantiles(blocks.map(({ seconds }) => seconds).sort((a, b) => a - b)),
  };
  await writeFile(join(to, "bids.json"), `${JSON.stringify(table)}\n`);
}

await mkdir(to, { recursive: true });
await latencies("cities", "cities");
await latencies("aws", "regions");
await bids();
