import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { replay, worldOf } from "./replay.ts";
import { balancesOf, parseTrace } from "./Trace.ts";

const FOLDER = join(import.meta.dirname, "../../traces");

for (const file of readdirSync(FOLDER)) {
  test(`the model does what the contracts did, call by call: ${file}`, () => {
    const trace = parseTrace(readFileSync(join(FOLDER, file), "utf8"));
    const world = worldOf(trace);
    let before = balancesOf(world, trace);
    for (const [i, step] of trace.steps.entries()) {
      const { error, events } = replay(world, step);
      const where = `step ${i}, ${step.call}`;
      assert.equal(error, step.error, where);
      assert.deepEqual(events, step.events, where);
      const after = balancesOf(world, trace);
      const changed = Object.fromEntries(
        Object.entries(after).filter(([name, value]) => value !== before[name]),
      );
      assert.deepEqual(changed, step.balances, where);
      before = after;
    }
  });
}
