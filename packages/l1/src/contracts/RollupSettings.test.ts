import assert from "node:assert/strict";
import { test } from "node:test";
import { SETTINGS_PRESETS, settingsWarnings } from "./RollupSettings.ts";

test("P3.5: windows of five L1 blocks or more give no warning", () => {
  assert.deepEqual(settingsWarnings(SETTINGS_PRESETS.devnet, 1), []);
  assert.deepEqual(settingsWarnings(SETTINGS_PRESETS.mainnet, 12), []);
  assert.deepEqual(
    settingsWarnings({ ...SETTINGS_PRESETS.devnet, proposalWindow: 5, proofWindow: 5, inclusionDelay: 5 }, 1),
    [],
  );
});

test("P3.5: each window below five L1 blocks is named with its length", () => {
  const settings = { ...SETTINGS_PRESETS.mainnet, proposalWindow: 59, proofWindow: 12 };
  const [proposal, proof, ...more] = settingsWarnings(settings, 12);
  assert.match(proposal ?? "", /^proposalWindow \(59 s\).*12 s/);
  assert.match(proof ?? "", /^proofWindow \(12 s\).*12 s/);
  assert.equal(more.length, 0);
  assert.equal(settingsWarnings({ ...settings, proofWindow: 60 }, 12).length, 1);
});

test("P10.3: a deadline below five L1 blocks is named with its length", () => {
  const [warning, ...more] = settingsWarnings({ ...SETTINGS_PRESETS.mainnet, inclusionDelay: 59 }, 12);
  assert.match(warning ?? "", /^inclusionDelay \(59 s\).*12 s/);
  assert.equal(more.length, 0);
});
