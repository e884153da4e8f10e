import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FakeIo } from "../../test/FakeIo.ts";
import { TEST_ADDRESSES } from "../../test/testAddresses.ts";
import { readDeploymentFile, writeDeploymentFile } from "./network/DeploymentFile.ts";
import { readMnemonic, readPassword } from "./readPassword.ts";
import { writeNewFile } from "./writeNewFile.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-files-test-"));
});
after(() => rm(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

test("a new file has its mode and all its text, and an existing file is never overwritten", async () => {
  await writeNewFile(at("new/file"), "text", 0o600);
  assert.equal(await readFile(at("new/file"), "utf8"), "text");
  assert.equal((await stat(at("new/file"))).mode & 0o777, 0o600);
  await assert.rejects(writeNewFile(at("new/file"), "other", 0o600), {
    code: "TRL-CLI-006",
    message: /exists already/,
  });
  assert.equal(await readFile(at("new/file"), "utf8"), "text");
  assert.deepEqual(await readdir(at("new")), ["file"], "nothing unfinished is left");
  await assert.rejects(writeNewFile(at("new/file/below"), "", 0o600), { code: "TRL-CLI-006" });
});

test("a deployment is written and read back unchanged", async () => {
  const addresses = { ...TEST_ADDRESSES, deployedAt: 2n ** 60n };
  await writeDeploymentFile(at("deployment.json"), { chainId: 5, addresses });
  assert.deepEqual(await readDeploymentFile(at("deployment.json")), { chainId: 5, addresses });
  const text = JSON.parse(await readFile(at("deployment.json"), "utf8"));
  for (const [wrong, words] of [
    ["{", /not valid JSON/],
    ["0x5ec2e7", /not valid JSON$/],
    [JSON.stringify({ ...text, chainId: 0 }), /chainId/],
    [JSON.stringify({ ...text, rollup: "0x1", token: 5 }), /token.*rollup/],
    [JSON.stringify({ ...text, admin: TEST_ADDRESSES.auction }), /admin/],
  ] as const) {
    await writeFile(at("wrong.json"), wrong);
    await assert.rejects(readDeploymentFile(at("wrong.json")), { code: "TRL-CLI-005", message: words });
  }
  await assert.rejects(readDeploymentFile(at("nowhere")), { code: "TRL-CLI-005", message: /ENOENT/ });
});

test("a password is a private file's first line, or asked for: a new one twice", async () => {
  await writeFile(at("password"), "one two \nsecond line\n", { mode: 0o600 });
  assert.equal(await readPassword(new FakeIo(), { passwordFile: at("password") }), "one two ");
  const io = new FakeIo("typed");
  assert.equal(await readPassword(io, {}), "typed");
  assert.equal(await readPassword(new FakeIo("new", "new"), { isNew: true }), "new");
  await assert.rejects(readPassword(new FakeIo("new", "knew"), { isNew: true }), { code: "TRL-CLI-007" });
  await assert.rejects(readPassword(new FakeIo(""), { isNew: true }), { code: "TRL-CLI-007" });
  await assert.rejects(readPassword(new FakeIo(), {}), { code: "TRL-CLI-007" });
  await assert.rejects(readPassword(new FakeIo(), { passwordFile: at("nowhere") }), { code: "TRL-CLI-005" });
  await chmod(at("password"), 0o644);
  await assert.rejects(readPassword(new FakeIo(), { passwordFile: at("password") }), {
    code: "TRL-CLI-005",
    message: /others can read it/,
  });
});

test("words are a private file's text, or asked for", async () => {
  await writeFile(at("words"), "a b\nc\n", { mode: 0o600 });
  assert.equal(await readMnemonic(new FakeIo(), at("words")), "a b\nc\n");
  assert.equal(await readMnemonic(new FakeIo("a b c"), undefined), "a b c");
});
