import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Argument, Command, Option } from "commander";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";
import { type CompletedCommand, completionTree } from "./CompletionTree.ts";
import { completionScript, SHELLS } from "./completionScript.ts";

let folder: string;
let script: string;
const tree = completionTree(program(new FakeIo()));
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-completion-"));
  script = join(folder, "trellis.bash");
  await writeFile(script, completionScript("bash", tree));
  await mkdir(join(folder, "place", "inner"), { recursive: true });
  await writeFile(join(folder, "place", "node.json"), "{}");
});
after(() => rm(folder, { recursive: true, force: true }));

/** What bash offers for a line; the cursor is at its end. */
function offered(...words: string[]): string[] {
  const lines = `source "$1"; shift; COMP_WORDS=(trellis "$@"); COMP_CWORD=$#; compopt() { :; }; _trellis; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", lines, "test", script, ...words], {
    encoding: "utf8",
    cwd: join(folder, "place"),
  });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  return stdout.split("\n").filter((line) => line !== "");
}

for (const shell of SHELLS) {
  test(`every command and every option is in the script for ${shell}`, async () => {
    const io = new FakeIo();
    await program(io).parseAsync(["completion", shell], { from: "user" });
    const { written } = io;
    assert.ok(tree.length > 40, `only ${tree.length} commands found: the search is broken`);
    const missing: string[] = [];
    for (const { path, commands, options } of tree) {
      const line = lineOf(shell, path, written);
      for (const { name } of commands) if (!line.includes(name)) missing.push(`${path} ${name}`);
      const written_ = (long: string): string => (shell === "fish" ? `-l ${long.slice(2)} ` : long);
      for (const { long } of options) if (!line.includes(written_(long))) missing.push(`${path} ${long}`);
    }
    assert.deepEqual(missing, []);
  });
}

/** The part of a script that is about one command. */
function lineOf(shell: (typeof SHELLS)[number], path: string, text: string): string {
  if (shell === "fish") {
    return text
      .split("\n")
      .filter((line) => line.includes(`__trellis_at \\'${path}\\'`))
      .join("\n");
  }
  const start = text.lastIndexOf(`    '${path}')`);
  return start < 0 ? "" : text.slice(start, text.indexOf(";;", start));
}

test("bash accepts the script", () => {
  const { status, stderr } = spawnSync("bash", ["-n", script], { encoding: "utf8" });
  assert.deepEqual([status, stderr], [0, ""]);
});

test("bash offers commands, their commands, options, values, files and folders", () => {
  assert.deepEqual(offered("de"), ["devnet", "deploy", "deposit"]);
  assert.deepEqual(offered("prover", "st"), ["stake"]);
  assert.deepEqual(offered("prover", "stake", "--seat"), ["--seat-key-file"]);
  assert.deepEqual(offered("init", "pro"), ["prover", "proposer"]);
  assert.deepEqual(offered("init", "prover", "--proofs", ""), ["real", "simulated"]);
  assert.deepEqual(offered("doctor", "--config", "n"), ["node.json"]);
  assert.deepEqual(offered("init", "full", "--dir", ""), ["inner"]);
  assert.deepEqual(offered("transfer", "--amount", ""), [], "nobody can know an amount");
  assert.deepEqual(offered("--ver"), ["--version"]);
  assert.deepEqual(offered("fly", "hi"), []);
});

test("texts with quotes and colons stay texts", () => {
  const hostile = new Command("trellis").addCommand(
    new Command("it")
      .description('a seat\'s $(touch x) `y` \\ : "z"')
      .addArgument(new Argument("<kind>").choices(["a'b"]))
      .addOption(new Option("--so <value>", "it's so").choices(["x y", "'; exit 3; '"])),
  );
  const one: readonly CompletedCommand[] = completionTree(hostile);
  const { status, stderr } = spawnSync("bash", ["-c", `${completionScript("bash", one)}\nexit 0`], {
    encoding: "utf8",
  });
  assert.deepEqual([status, stderr], [0, ""]);
  assert.ok(completionScript("zsh", one).includes("'it:a seat'\\''s $(touch x) `y` \\ : \"z\"'"));
  assert.ok(completionScript("fish", one).includes("-d 'a seat\\'s $(touch x) `y` \\\\ : \"z\"'"));
});

test("another shell is refused, and --json gives the script as one object", async () => {
  await assert.rejects(program(new FakeIo()).parseAsync(["completion", "csh"], { from: "user" }));
  const io = new FakeIo();
  await program(io).parseAsync(["completion", "bash", "--json"], { from: "user" });
  const { shell, script } = JSON.parse(io.written);
  assert.equal(shell, "bash");
  assert.match(script, /complete -F _trellis trellis\n$/);
});
