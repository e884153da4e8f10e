import { rescueTime } from "@trellis/strategy";

/** Chance by time, milliseconds. */
export type Distribution = ReadonlyMap<number, number>;

/** Chances below this are left out. */
const LEAST = 1e-12;

/** What decides how long a tree takes whose machines are all equal. */
export interface TreeTask {
  readonly treeDepth: number;
  /** Chance that a seat does nothing, of each on its own. */
  readonly dead: number;
  readonly seconds: Readonly<Record<"leaf" | "merge" | "root", number>>;
  readonly claimTime: number;
}

/**
 * For tests: how long it takes to prove a tree, in closed form. The named seat proves at once; if it is dead, the first in turn that lives
 * steps in, whose rank is geometric. A node begins when the later of its children is done. It holds for so many seats that none is needed
 * twice.
 */
export function treeTime({ treeDepth, dead, seconds, claimTime }: TreeTask): Distribution {
  let time = nodeTime(seconds.leaf, dead, claimTime);
  for (let depth = treeDepth - 1; depth >= 0; depth--) {
    const kind = depth === 0 ? "root" : "merge";
    time = sum(laterOfTwo(time), nodeTime(seconds[kind], dead, claimTime));
  }
  return time;
}

/** Chance that the tree is proven by a time. */
export function chanceBy(time: Distribution, at: number): number {
  let chance = 0;
  for (const [end, part] of time) if (end <= at) chance += part;
  return chance;
}

export function meanOf(time: Distribution): number {
  let mean = 0;
  for (const [end, part] of time) mean += end * part;
  return mean;
}

function nodeTime(seconds: number, dead: number, claimTime: number): Distribution {
  const time = new Map([[seconds * 1_000, 1 - dead]]);
  for (let rank = 0, chance = dead * (1 - dead); chance > LEAST; rank++, chance *= dead) {
    // Ranks of one turn come at one time.
    const end = rescueTime(claimTime * 1_000, rank, seconds) + seconds * 1_000;
    time.set(end, (time.get(end) ?? 0) + chance);
  }
  return time;
}

function laterOfTwo(time: Distribution): Distribution {
  let before = 0;
  return new Map(
    [...time]
      .sort(([a], [b]) => a - b)
      .map(([end, chance]) => {
        const upTo = before + chance;
        const later = upTo * upTo - before * before;
        before = upTo;
        return [end, later];
      }),
  );
}

function sum(one: Distribution, other: Distribution): Distribution {
  const total = new Map<number, number>();
  for (const [a, chanceA] of one) {
    for (const [b, chanceB] of other) {
      const chance = chanceA * chanceB;
      if (chance > LEAST) total.set(a + b, (total.get(a + b) ?? 0) + chance);
    }
  }
  return total;
}
