import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { FakeIo } from "../../test/FakeIo.ts";
import { program } from "../program.ts";
import { type CommandEntry, commandOf, entryOf } from "./CommandTable.ts";
import { EXAMPLES } from "./examples.ts";
import { TABLE } from "./showHelp.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const whole = program(new FakeIo());

/** All commands with their paths. */
function* walk(command: Command, path = ""): Generator<readonly [string, Command]> {
  if (path !== "") yield [path, command];
  for (const sub of command.commands) yield* walk(sub, `${path} ${sub.name()}`.trim());
}
const commands = new Map(walk(whole));
/** The commands that do something. */
const acting = [...commands].filter(([, { commands: subs }]) => subs.length === 0).map(([path]) => path);

test("the table of commands is fresh, and gives each command the help that it has", () => {
  const table = JSON.parse(readFileSync(TABLE, "utf8")) as CommandEntry[];
  const stale = "run node scripts/generate-commands.ts";
  assert.deepEqual(table, JSON.parse(JSON.stringify(entryOf(whole).commands)), stale);
  for (const entry of table) {
    const made = commandOf(entry);
    for (const [path, one] of walk(made, entry.name)) {
      assert.equal(
        one.helpInformation().replace(/^Usage: \S+/, ""),
        commands
          .get(path)!
          .helpInformation()
          .replace(/^Usage: (trellis )?\S+/, ""),
        path,
      );
    }
  }
});

test("every command has an example, and there is none of a command that is not there", () => {
  assert.ok(acting.length > 50, `only ${acting.length} commands found: the search is broken`);
  assert.deepEqual(Object.keys(EXAMPLES).sort(), [...acting].sort());
});

for (const [path, examples] of Object.entries(EXAMPLES)) {
  test(`the examples of ${path} are what it takes`, () => {
    for (const example of examples) {
      const words = example.replace(/ >.*/, "").split(" ");
      assert.deepEqual(words.splice(0, path.split(" ").length).join(" "), path);
      const command = commands.get(path)!;
      const { unknown, operands } = commandOf(entryOf(command)).parseOptions(words);
      assert.deepEqual(unknown, [], example);
      const arity = command.registeredArguments.filter(({ required }) => required).length;
      assert.ok(operands.length >= arity && operands.length <= command.registeredArguments.length, example);
      for (const [i, { argChoices }] of command.registeredArguments.entries()) {
        assert.ok(operands[i] === undefined || (argChoices?.includes(operands[i]) ?? true), example);
      }
      for (const { mandatory, long } of command.options) {
        assert.ok(!mandatory || words.includes(long!), `${example} lacks ${long}`);
      }
    }
  });
}

/** Runs `trellis` and notes which packages it loads. */
function runNoting(...args: string[]) {
  const script = `
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { if (/viem|libp2p|noble|zod/.test(url)) console.log("LOADED", url); return next(url, context); } });
    process.argv = [process.argv[0], "trellis", ...${JSON.stringify(args)}];
    await import(${JSON.stringify(MAIN)});`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
}

test("help loads no command, and shows options and examples, however it is asked for", () => {
  for (const args of [
    ["deposit", "--help"],
    ["help", "deposit"],
    ["deposit", "-h"],
  ]) {
    const { stdout, status } = runNoting(...args);
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: trellis deposit \[options\]\n/);
    assert.match(stdout, /--network <file>[\s\S]*\nExamples:\n {2}trellis deposit --network/);
    assert.doesNotMatch(stdout, /LOADED/);
  }
  const { stdout } = runNoting("prover", "stake", "--help");
  assert.match(stdout, /^Usage: trellis prover stake/);
  assert.doesNotMatch(stdout, /LOADED/);
});
