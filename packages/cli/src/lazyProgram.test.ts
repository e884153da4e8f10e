import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS, lazyProgram } from "./lazyProgram.ts";
import { program } from "./program.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

test("the list of commands is that of the whole program", async () => {
  const whole = program().commands;
  assert.deepEqual(
    COMMANDS.map(({ name, description }) => [name, description]),
    whole.map((command) => [command.name(), command.description()]),
  );
  for (const { name } of COMMANDS) {
    const lazy = (await lazyProgram([name]))!.commands.find((command) => command.name() === name)!;
    const same = whole.find((command) => command.name() === name)!;
    assert.equal(lazy.helpInformation(), same.helpInformation());
  }
});

test("help of one command loads that one; an unknown command is left to the whole program", async () => {
  const help = await lazyProgram(["help", "key"]);
  assert.equal(help?.commands.find((command) => command.name() === "key")?.commands.length, 5);
  assert.equal(await lazyProgram(["fly"]), undefined);
  assert.notEqual(await lazyProgram([]), undefined);
});

test("the list of commands loads nothing that makes it slow", () => {
  const script = `
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { if (/viem|libp2p|noble|zod/.test(url)) console.log(url); return next(url, context); } });
    process.argv = [process.argv[0], "trellis", "--help"];
    await import(${JSON.stringify(MAIN)});`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  assert.match(stdout, /^Usage: trellis/);
  assert.doesNotMatch(stdout, /node_modules/);
});
