import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const TIMEOUT = { timeout: 60_000 };
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-usage-test-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs `trellis` to its end. */
async function trellis(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

for (const [fault, args, words] of [
  ["an unknown command", ["fly"], /^TRL-CLI-003: unknown command 'fly'/],
  [
    "an unknown flag",
    ["devnet", "--speed", "9"],
    /^TRL-CLI-003: unknown option '--speed'\n\(Did you mean --seed\?\)\nRun trellis devnet --help for its options\.\n$/,
  ],
  ["a flag without its value", ["devnet", "--blocks"], /^TRL-CLI-003: .*--blocks/],
  ["an argument too many", ["devnet", "now"], /^TRL-CLI-003: too many arguments/],
  ["a missing flag", ["node"], /^TRL-CLI-003: required option '--config/],
  ["a wrong value", ["devnet", "--depth", "12", "--blocks", "0"], /^TRL-CLI-001: .*--blocks: .*; --depth: /],
  ["a configuration that is not there", ["node", "--config", "/no/such/file"], /^TRL-NOD-002: .*ENOENT/],
  ["load settings that are not there", ["load", "--config", "/no/such/file"], /^TRL-CLI-020: .*ENOENT/],
] as const) {
  test(`${fault} ends with a code, a message and nothing on standard output`, TIMEOUT, async () => {
    const { code, stdout, stderr } = await trellis(...args);
    assert.equal(code, 1);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(stdout, "");
  });
}

test("a configuration with wrong fields gives an error that names all of them", TIMEOUT, async () => {
  const config = join(folder, "node.json");
  await writeFile(config, '{"name":"a b","speed":9}');
  const { code, stderr } = await trellis("node", "--config", config);
  assert.equal(code, 1);
  assert.match(stderr, /^TRL-NOD-001: .*name: .*dataDir: .*speed/);
  await writeFile(config, '{"rpcUrl":"http://127.0.0.1:1","keyFiles":["one"],"rate":-1,"seed":""}');
  const load = await trellis("load", "--config", config);
  assert.equal(load.code, 1);
  assert.match(load.stderr, /^TRL-CLI-020: [\s\S]*keyFiles[\s\S]*rate/);
});

test("the version is told", TIMEOUT, async () => {
  const { code, stdout } = await trellis("--version");
  assert.equal(code, 0);
  assert.match(stdout, /^trellis \d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+\)\n$/);
});

test("a swap takes --slippage or --min-out, not both", TIMEOUT, async () => {
  const { code, stderr } = await trellis(
    "swap",
    "--amount",
    "1",
    "--min-out",
    "1",
    "--slippage",
    "2",
    "--node",
    "http://127.0.0.1:1",
  );
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^TRL-CLI-003: .*'--min-out <tokens>' cannot be used with option '--slippage <percent>'/,
  );
});

test("help exits with code 0", TIMEOUT, async () => {
  const { code, stdout, stderr } = await trellis("devnet", "--help");
  assert.equal(code, 0);
  assert.match(stdout, /--proof-window/);
  assert.equal(stderr, "");
});
