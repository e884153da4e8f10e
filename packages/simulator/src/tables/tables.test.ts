import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../random/RandomStreams.ts";
import { concentration, drawFrom, winningBids } from "./bids.ts";
import { cityLatency, parseLatency, regionLatency } from "./latency.ts";

test("the shipped latencies are symmetric and of this world", () => {
  for (const [table, count] of [
    [cityLatency(), 217],
    [regionLatency(), 21],
  ] as const) {
    assert.equal(table.places.length, count);
    for (let from = 0; from < count; from++) {
      for (let to = 0; to < count; to++) {
        const way = table.secondsBetween(from, to);
        assert.equal(way, table.secondsBetween(to, from));
        assert.ok(way >= 0 && way < 1, `${table.places[from]} to ${table.places[to]}: ${way} s`);
      }
    }
  }
});

test("any other table can take their place; a wrong one is refused", () => {
  const table = parseLatency("here,0\nthere,40,0.5\n");
  assert.deepEqual(table.places, ["here", "there"]);
  assert.equal(table.secondsBetween(0, 1), 0.04);
  assert.throws(() => parseLatency("here,0\nthere,40\n"), RangeError);
});

test("the shipped bids are near a lognormal distribution, and few builders won most of them", () => {
  const { blocks, mu, sigma, builders, ether, seconds } = winningBids();
  assert.equal(blocks, 27_135);
  assert.equal(
    builders.reduce((sum, builder) => sum + builder.blocks, 0),
    blocks,
  );
  assert.ok(Math.abs(mu + 2.945) < 0.001 && Math.abs(sigma - 0.817) < 0.001);
  assert.ok(Math.abs(concentration(builders.map((builder) => builder.blocks)) - 0.376) < 0.001);
  assert.ok(seconds[500]! > 11 && seconds[500]! < 14);
  const stream = new RandomStreams(1).stream(0);
  let sum = 0;
  for (let i = 0; i < 20_000; i++) sum += Math.log(Math.max(1e-6, drawFrom(ether, stream)));
  assert.ok(Math.abs(sum / 20_000 - mu) < 0.03);
});
