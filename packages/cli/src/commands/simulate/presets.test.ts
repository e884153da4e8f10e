import assert from "node:assert/strict";
import { test } from "node:test";
import { PRESETS } from "@trellis/l1";
import { MAINNET } from "@trellis/simulator";

test("the simulator's mainnet settings are those that are deployed", () => {
  const { settings, court } = PRESETS.mainnet;
  assert.deepEqual(MAINNET.rollup, settings);
  assert.deepEqual(MAINNET.court, court);
});
