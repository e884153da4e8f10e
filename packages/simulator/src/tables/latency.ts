import { readTable } from "./readTable.ts";

/** Times that a message takes between places. */
export interface LatencyTable {
  readonly places: readonly string[];
  /** One way, seconds. @param from - numbers of places. */
  secondsBetween(from: number, to: number): number;
}

/** Reads a table of one-way milliseconds: a row a place, its name first, the lower triangle. @throws RangeError for another shape. */
export function parseLatency(text: string): LatencyTable {
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const places = rows.map(([name]) => name!);
  const count = places.length;
  const seconds = new Float64Array(count * count);
  rows.forEach((row, from) => {
    for (let to = 0; to <= from; to++) {
      const way = Number(row[to + 1]) / 1_000;
      if (!(way >= 0)) throw new RangeError(`Line ${from + 1}: ${from + 1} times of at least 0 are wanted.`);
      seconds[from * count + to] = way;
      seconds[to * count + from] = way;
    }
  });
  return { places, secondsBetween: (from, to) => seconds[from * count + to]! };
}

let cities: LatencyTable | undefined;
let regions: LatencyTable | undefined;

/** Between 217 cities of the world. */
export function cityLatency(): LatencyTable {
  cities ??= parseLatency(readTable("cities.csv"));
  return cities;
}

/** Between 21 regions of one cloud provider. */
export function regionLatency(): LatencyTable {
  regions ??= parseLatency(readTable("regions.csv"));
  return regions;
}
