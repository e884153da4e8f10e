import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { RunningMean } from "../../statistics/RunningMean.ts";
import { EventLoop } from "../core/EventLoop.ts";
import { CALM_L1, L1Chain, type L1Settings } from "./L1Chain.ts";

const STEADY: L1Settings = { ...CALM_L1, missed: 0, gasVolatility: 0 };
const HOUR = 3_600_000;

function chain(fields: Partial<L1Settings>, seed = 1): { readonly loop: EventLoop; readonly l1: L1Chain } {
  const loop = new EventLoop();
  const l1 = new L1Chain(loop, { ...STEADY, ...fields }, new RandomStreams(seed).stream(0), HOUR);
  return { loop, l1 };
}

test("a transaction is in the next slot's block, at its time and base fee", () => {
  const { loop, l1 } = chain({});
  const seen: [number, number][] = [];
  loop.run({ until: 13_000 });
  l1.send(100_000, { onIncluded: (time, cost) => seen.push([time, Math.round(cost)]) });
  loop.run();
  assert.deepEqual(seen, [[24_000, 2_000_000]]);
});

test("slots without a place for it: the wait is geometric", () => {
  const part = 0.4;
  for (const setting of ["missed", "censored"]) {
    const wait = new RunningMean();
    for (let seed = 1; seed <= 2_000; seed++) {
      const { loop, l1 } = chain({ [setting]: part }, seed);
      l1.send(1, {
        onIncluded: (time) => {
          wait.add(time / 12_000);
          loop.stop();
        },
      });
      loop.run();
    }
    const errors = Math.abs(wait.value - 1 / (1 - part)) / wait.standardError;
    assert.ok(errors < 3, `${setting}: ${wait.value} slots, ${errors} standard errors`);
  }
});

test("a reorganisation undoes blocks: what they held waits, and comes again", () => {
  const { loop, l1 } = chain({ reorganised: 0.2, undone: 2 });
  const seen: string[] = [];
  l1.send(1, { onIncluded: () => seen.push("in"), onUndone: () => seen.push("out") });
  loop.run();
  assert.equal(seen[0], "in");
  assert.ok(seen.includes("out"));
  assert.equal(seen.at(-1), "in");
  assert.ok(seen.every((what, i) => (what === "in") === (i % 2 === 0)));
});

test("while gas costs more than a transaction's limit, it waits", () => {
  let waited = 0;
  for (let seed = 1; seed < 50; seed++) {
    const { loop, l1 } = chain({ gasVolatility: 1, censored: 0.9 }, seed);
    loop.run({ until: 60_000 });
    const limit = 2 * l1.gwei;
    l1.send(1, {
      onIncluded: (time, cost) => {
        assert.ok(cost <= limit);
        if (time > 72_000) waited++;
      },
    });
    loop.run();
  }
  // A step is an eighth at most: only slots that are missed let the fee rise above a limit of twice.
  assert.ok(waited > 0);
});
