import assert from "node:assert/strict";
import { test } from "node:test";
import { readTraces } from "./readTraces.ts";
import { replay } from "./replay.ts";

for (const trace of readTraces()) {
  test(`the model gives what the contracts gave: ${trace.name}`, () => {
    assert.ok(trace.steps.length >= 400, "the trace is not whole");
    replay(trace);
  });
}
