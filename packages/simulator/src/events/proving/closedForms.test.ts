import assert from "node:assert/strict";
import { test } from "node:test";
import { RunningMean } from "../../statistics/RunningMean.ts";
import { makeWorld } from "../testing/provingWorld.ts";
import { chanceBy, meanOf, treeTime } from "../testing/treeTime.ts";
import { NO_RESCUE } from "./RescuePolicy.ts";

const RUNS = 1_500;

function assertWithin(mean: RunningMean, expected: number, what: string): void {
  const errors = Math.abs(mean.value - expected) / mean.standardError;
  assert.ok(errors <= 3, `${what}: ${mean.value} instead of ${expected}, ${errors} standard errors`);
}

test("without rescue a node is proven as often as all seats below it live", () => {
  const dead = 0.1;
  const treeDepth = 3;
  const rows = Array.from({ length: treeDepth + 1 }, () => new RunningMean());
  const all = new RunningMean();
  for (let seed = 1; seed <= RUNS; seed++) {
    const { loop, run } = makeWorld({ seats: 15, treeDepth, dead, seed, fields: { policy: NO_RESCUE } });
    loop.run();
    const { begun, count } = run.blocks[0]!;
    for (let depth = 0; depth <= treeDepth; depth++) {
      const row = begun.subarray(2 ** depth - 1, 2 ** (depth + 1) - 1);
      rows[depth]!.add(row.reduce((sum, times) => sum + times, 0) / 2 ** depth);
    }
    all.add(begun.reduce((sum, times) => sum + times, 0) / count);
  }
  let expected = 0;
  for (const [depth, row] of rows.entries()) {
    const seatsBelow = 2 ** (treeDepth - depth + 1) - 1;
    const times = (1 - dead) ** seatsBelow;
    assertWithin(row, times, `row ${depth}`);
    expected += (2 ** depth * times) / 15;
  }
  assertWithin(all, expected, "all nodes");
});

test("R15: the time of a tree with dropout and rescue in turn is that of the closed form", () => {
  const seconds = { leaf: 6, merge: 25, root: 25 };
  for (const [treeDepth, dead] of [
    [1, 0.2],
    [2, 0.33],
    [3, 0.33],
  ] as const) {
    const expected = treeTime({ treeDepth, dead, seconds, claimTime: 5 });
    const end = new RunningMean();
    const at = [60, 90, 120, 150, 180, 240].map((limit) => ({
      limit: limit * 1_000,
      mean: new RunningMean(),
    }));
    for (let seed = 1; seed <= RUNS; seed++) {
      // So many seats that hardly one is needed twice.
      const fields = { deadline: Number.MAX_SAFE_INTEGER };
      const { loop, run } = makeWorld({ seats: 600, treeDepth, dead, seed, fields });
      loop.run();
      const proven = run.blocks[0]!.provenAt[0]!;
      end.add(proven);
      for (const { limit, mean } of at) mean.add(proven <= limit ? 1 : 0);
    }
    assertWithin(end, meanOf(expected), `depth ${treeDepth}: mean end`);
    for (const { limit, mean } of at) {
      const chance = chanceBy(expected, limit);
      if (chance > 0.02 && chance < 0.98) assertWithin(mean, chance, `depth ${treeDepth}, ${limit} ms`);
    }
  }
});
