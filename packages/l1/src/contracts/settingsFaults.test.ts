import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { RollupSettings } from "@trellis/protocol";
import { PRESETS, type Preset } from "@trellis/protocol";
import { hasCode } from "../../test/TestL1.ts";
import { exitDelayOf, longestRound, requireSettings, settingsFaults } from "./settingsFaults.ts";

const stakesOf = (preset: Preset) => ({ stake: 100n, minStake: 50n, exitDelay: exitDelayOf(preset) });
const faultsOf = (changes: Partial<RollupSettings>): string[] => {
  const preset = { ...PRESETS.mainnet, settings: { ...PRESETS.mainnet.settings, ...changes } };
  return settingsFaults(preset, stakesOf(preset)).map(({ setting }) => setting);
};

test("R13: L1 takes every preset", () => {
  for (const preset of Object.values(PRESETS)) {
    assert.deepEqual(settingsFaults(preset, stakesOf(preset)), []);
  }
});

test("R13: each window has five slots, and a message has a whole round", () => {
  assert.deepEqual(faultsOf({ proposalWindow: 59 }), ["proposalWindow"]);
  assert.deepEqual(faultsOf({ proofWindow: 59 }), ["proofWindow"]);
  assert.deepEqual(faultsOf({ uncleWindow: 59 }), ["uncleWindow"]);
  assert.equal(longestRound(PRESETS.mainnet.settings), 120 + 5 * 12 + 600);
  assert.deepEqual(faultsOf({ inclusionDelay: 779 }), ["inclusionDelay"]);
  assert.deepEqual(faultsOf({ inclusionDelay: 780 }), []);
  assert.deepEqual(faultsOf({ inclusionDelay: 780, pipelined: true }), ["inclusionDelay"]);
});

test("P3.2: a proof window longer than the ring of rounds is refused", () => {
  assert.deepEqual(faultsOf({ proposalWindow: 60, proofWindow: 31 * 60 }), []);
  assert.deepEqual(faultsOf({ proposalWindow: 60, proofWindow: 31 * 60 + 1 }), ["proofWindow"]);
});

test("R8: a contest window below the proof window is refused", () => {
  const { settings, court } = PRESETS.mainnet;
  const preset = { settings, court: { ...court, contestWindow: settings.proofWindow - 1 } };
  assert.deepEqual(
    settingsFaults(preset, stakesOf(preset)).map(({ setting }) => setting),
    ["contestWindow"],
  );
});

test("P2.2: a stake stays longer than its seat can be slashed", () => {
  const preset = PRESETS.mainnet;
  const slashable = 780 + 2 * 86_400;
  const faults = settingsFaults(preset, { stake: 100n, minStake: 50n, exitDelay: slashable });
  assert.deepEqual(faults, [
    { setting: "exitDelay", value: BigInt(slashable), min: BigInt(slashable + 1), max: 365n * 86_400n },
  ]);
  assert.ok(exitDelayOf(preset) > slashable);
});

test("a fraction and an inverted range are refused", () => {
  assert.deepEqual(faultsOf({ uncles: 1.5 }), ["uncles"]);
  assert.throws(
    () => requireSettings(PRESETS.devnet, { stake: 1n, minStake: 2n, exitDelay: 8 * 86_400 }),
    hasCode("TRL-L1-022", "minStake is 2", "from 1 to 1"),
  );
});

/** Numbers in the order of their names, as `SettingsVectors.t.sol` reads them. */
const VECTORS = JSON.parse(
  readFileSync(new URL("../../../protocol/vectors/settings.json", import.meta.url), "utf8"),
);
const textOf = (faults: ReturnType<typeof settingsFaults>) =>
  faults.map(({ setting, value, min, max }) => ({
    setting,
    value: String(value),
    min: String(min),
    max: String(max),
  }));
/** Values of the type that the presets have. */
const read = <Group extends object>(like: Group, names: readonly string[], values: readonly string[]) =>
  Object.fromEntries(
    names.map((name, i) => {
      const kind = typeof like[name as keyof Group];
      const value = BigInt(values[i]!);
      return [name, kind === "bigint" ? value : kind === "boolean" ? value === 1n : Number(value)];
    }),
  ) as Group;

test("R13: the vectors' settings are refused for the same reasons as by Solidity", () => {
  const { names, courtNames, cases, stakes } = VECTORS;
  const presetOf = (one: { settings: string[]; court: string[] }): Preset => ({
    settings: read<RollupSettings>(PRESETS.mainnet.settings, names, one.settings),
    court: read(PRESETS.mainnet.court, courtNames, one.court),
  });
  for (const one of cases) {
    const faults = settingsFaults(presetOf(one), { stake: 1n, minStake: 1n, exitDelay: 365 * 86_400 });
    assert.deepEqual(textOf(faults), one.faults);
  }
  const wide = presetOf(cases[VECTORS.wide]);
  for (const { stake, minStake, exitDelay, faults } of stakes) {
    const own = { stake: BigInt(stake), minStake: BigInt(minStake), exitDelay };
    assert.deepEqual(textOf(settingsFaults(wide, own)), faults);
  }
});
