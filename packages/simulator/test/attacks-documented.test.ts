import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { test } from "node:test";
import { ATTACKERS } from "../src/agents/attackers.ts";
import { QUESTIONS } from "../src/experiments/questions/questions.ts";
import * as simulator from "../src/index.ts";

const root = new URL("../../../", import.meta.url);
const page = await readFile(new URL("docs/simulator.md", root), "utf8");
const section = page.slice(page.indexOf("## Attackers"), page.indexOf("## Write an agent"));

const contractTests = await readdir(new URL("contracts/test/attack/", root), { recursive: true });
const stories = new Set(contractTests.map((path) => basename(path)));

interface Row {
  readonly attack: string;
  /** Name of an export; undefined if nothing plays the attack. */
  readonly agent: string | undefined;
  readonly where: string;
  readonly gain: string;
}

const rows = [...section.matchAll(/^\| (?!attack |---)(.*) \|$/gm)].map(([, line]): Row => {
  const [attack, agent, where, gain] = line!.split("|").map((cell) => cell.trim());
  return {
    attack: attack!,
    agent: agent === "" ? undefined : agent!.replaceAll("`", ""),
    where: where!,
    gain: gain!,
  };
});

/** "A1" of "A1 Trap"; the whole name without a number. */
const idOf = (attack: string): string => /^A\d+/.exec(attack)?.[0] ?? attack;

test("each of A1 to A24 has one row", () => {
  const numbers = rows.map(({ attack }) => idOf(attack)).filter((id) => /^A\d+$/.test(id));
  assert.deepEqual(
    numbers,
    Array.from({ length: 24 }, (_, i) => `A${i + 1}`),
  );
});

test("attacks have the names of docs/security.md", async () => {
  const security = await readFile(new URL("docs/security.md", root), "utf8");
  for (const { attack } of rows) {
    if (/^A\d/.test(attack)) assert.ok(security.includes(`| ${attack} |`), attack);
  }
});

test("each agent that is named exists, and each attack without one is played by an experiment or held by a contract test", () => {
  for (const { attack, agent, where } of rows) {
    if (agent !== undefined) assert.ok(agent in simulator, `${attack}: there is no ${agent}`);
    for (const [, number] of where.matchAll(/experiment (\d+)/g)) {
      assert.ok(
        QUESTIONS.some(({ experiment }) => experiment.number === Number(number)),
        `${attack}: ${where}`,
      );
    }
    const tests = [...where.matchAll(/`(\w+\.t\.sol)`/g)].map(([, file]) => file!);
    for (const file of tests) assert.ok(stories.has(file), file);
    if (agent === undefined)
      assert.ok(tests.length > 0 || where.includes("experiment"), `${attack}: ${where}`);
  }
});

test("each agent of the list has its row, with its gain", () => {
  for (const { attack, agent, mostGain } of ATTACKERS) {
    const row = rows.find((one) => idOf(one.attack) === attack);
    assert.equal(row?.agent, agent, attack);
    assert.equal(row?.gain, mostGain === 0 ? "none" : `at most ${mostGain}`, attack);
  }
});
