import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { program } from "../packages/cli/src/program.ts";

type Command = ReturnType<typeof program>;

/** Commands of their own pages: configuration.md, README.md, simulator.md and fleet.md. */
const ELSEWHERE = new Set(["devnet", "node", "load", "simulate", "simulate-worker", "prover-agent"]);
const page = await readFile(new URL("../docs/cli.md", import.meta.url), "utf8");

function* leaves(
  command: Command,
  path: readonly string[] = [],
): Generator<{ path: string; command: Command }> {
  for (const sub of command.commands) {
    if (path.length === 0 && ELSEWHERE.has(sub.name())) continue;
    const at = [...path, sub.name()];
    if (sub.commands.length > 0) yield* leaves(sub, at);
    else yield { path: at.join(" "), command: sub };
  }
}

const commands = [...leaves(program())];

test("every command and each of its options is in docs/cli.md", () => {
  assert.ok(commands.length > 25, `only ${commands.length} commands found: the search is broken`);
  const missing: string[] = [];
  for (const { path, command } of commands) {
    const row = new RegExp(`^\\| \`trellis ${path}\` .*$`, "m").exec(page)?.[0];
    if (row === undefined) missing.push(path);
    for (const { long, flags } of command.options) {
      // In the command's own row, or among the options that mean the same everywhere.
      const isCommon = new RegExp(`^\\| .*\`${long}[ \`].*\\|`, "m").test(page);
      if (!row?.includes(`\`${flags.replaceAll("|", "\\|")}\``) && !isCommon)
        missing.push(`${path} ${flags}`);
    }
  }
  assert.deepEqual(missing, []);
});

for (const name of ["simulate", "simulate-worker"]) {
  test(`every option of trellis ${name} is in docs/simulator.md`, async () => {
    const own = await readFile(new URL("../docs/simulator.md", import.meta.url), "utf8");
    const command = program().commands.find((one) => one.name() === name)!;
    for (const { flags } of command.options) assert.ok(own.includes(`\`${flags}\``), flags);
  });
}

test("every option of trellis prover-agent is in docs/fleet.md", async () => {
  const own = await readFile(new URL("../docs/fleet.md", import.meta.url), "utf8");
  const agent = program().commands.find((command) => command.name() === "prover-agent")!;
  for (const { flags } of agent.options) assert.ok(own.includes(`\`${flags}\``), flags);
});

test("docs/cli.md has no command that is not there", () => {
  const known = new Set(commands.map(({ path }) => path));
  const shown = [...page.matchAll(/^\| `trellis ([a-z0-9 -]+)`/gm)].map(([, path]) => path!);
  assert.deepEqual(
    shown.filter((path) => !known.has(path)),
    [],
  );
});

test("every command's help says what it does, and takes --json", () => {
  for (const { path, command } of commands) {
    assert.ok(command.description().length > 15, path);
    assert.ok(
      command.options.some(({ long }) => long === "--json"),
      path,
    );
    for (const { description, flags } of command.options)
      assert.ok(description.length > 5, `${path} ${flags}`);
  }
});
