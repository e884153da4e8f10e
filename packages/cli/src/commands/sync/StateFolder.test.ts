import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { publicKeyOf, State } from "@trellis/ledger";
import { readStateFolder, requireEmptyFolder, writeStateFolder } from "./StateFolder.ts";

const OWNER = `0x${"ab".repeat(20)}`;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-state-test-"));
});
after(() => rm(folder, { recursive: true, force: true }));

function world() {
  const state = State.of(
    [1n, 2n, 3n].map((secret, i) => [
      i * 7,
      { key: publicKeyOf(secret), nonce: i, balances: [secret, 2n ** 127n] },
    ]),
  );
  state.setReserves([500n, 2n ** 100n]);
  const header = {
    chainId: 31_337,
    rollup: `0x${"42".repeat(20)}`,
    l1Block: 12n,
    height: 3n,
    proposalId: `0x${"cd".repeat(32)}`,
    stateRoot: `0x${state.root().toString(16).padStart(64, "0")}`,
    messagesConsumed: 4n,
  };
  return { state, header };
}

test("a state is read from its folder as it was written; an empty folder is accepted too", async () => {
  const { state, header } = world();
  for (const name of ["fresh", "empty"]) {
    const path = join(folder, name);
    if (name === "empty") await mkdir(path);
    await writeStateFolder(path, header, state, () => OWNER);
    const read = await readStateFolder(path);
    assert.deepEqual(read.header, header);
    assert.equal(read.state.root(), state.root());
    assert.deepEqual((await readdir(path)).sort(), ["accounts.jsonl", "state.json"]);
  }
  assert.deepEqual((await readdir(folder)).sort(), ["empty", "fresh"], "nothing unfinished is left");
});

test("a folder that holds anything is refused, and left as it is", async () => {
  const path = join(folder, "full");
  await mkdir(path);
  await writeFile(join(path, "mine"), "text");
  const { state, header } = world();
  await assert.rejects(requireEmptyFolder(path), { code: "TRL-CLI-050" });
  await assert.rejects(
    writeStateFolder(path, header, state, () => OWNER),
    { code: "TRL-CLI-050" },
  );
  assert.equal(await readFile(join(path, "mine"), "utf8"), "text");
  await assert.rejects(requireEmptyFolder(join(path, "mine")), { code: "TRL-CLI-050" });
  await rm(path, { recursive: true });
});

test("a state with a different root than it names is not written", async () => {
  const { state, header } = world();
  const wrong = { ...header, stateRoot: `0x${"00".repeat(32)}` };
  await assert.rejects(
    writeStateFolder(join(folder, "wrong"), wrong, state, () => OWNER),
    { code: "TRL-CLI-051" },
  );
  await assert.rejects(readdir(join(folder, "wrong")), { code: "ENOENT" });
});

test("any change of a folder is noticed when it is read", async () => {
  const { state, header } = world();
  const path = join(folder, "changed");
  await writeStateFolder(path, header, state, () => OWNER);
  const accounts = await readFile(join(path, "accounts.jsonl"), "utf8");
  const text = await readFile(join(path, "state.json"), "utf8");
  const lines = accounts.split("\n");
  for (const [file, changed] of [
    ["accounts.jsonl", accounts.replace('"1"', '"2"')],
    ["accounts.jsonl", lines.slice(1).join("\n")],
    ["accounts.jsonl", `${accounts}{}\n`],
    ["accounts.jsonl", ""],
    ["state.json", text.replace('"500"', '"501"')],
    ["state.json", text.replace('"accounts": 3', '"accounts": 2')],
    ["state.json", text.replace('"version": 1', '"version": 2')],
    ["state.json", ""],
  ] as const) {
    await writeFile(join(path, "accounts.jsonl"), accounts);
    await writeFile(join(path, "state.json"), text);
    await writeFile(join(path, file), changed);
    await assert.rejects(readStateFolder(path), { code: "TRL-CLI-051" }, changed.slice(0, 40));
  }
});
