import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";

async function key(...args: string[]): Promise<Record<string, unknown>> {
  const io = new FakeIo();
  await program(io).parseAsync(["key", ...args, "--json"], { from: "user" });
  return JSON.parse(io.written) as Record<string, unknown>;
}

test("a key is created, encrypted, listed and exported; it stays the same, and nothing is overwritten", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-key-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  await writeFile(at("password"), "a good one\n", { mode: 0o600 });
  const { address } = await key("create", "--file", at("plain.key"));
  const word = ["--password-file", at("password")];
  const imported = await key("import", "--from", at("plain.key"), "--file", at("locked.json"), ...word);
  assert.equal(imported.address, address);
  assert.equal((await stat(at("locked.json"))).mode & 0o777, 0o600);
  const digits = (await readFile(at("plain.key"), "utf8")).trim().slice(2);
  assert(!(await readFile(at("locked.json"), "utf8")).includes(digits));
  assert.equal((await key("show", "--file", at("locked.json"), ...word)).address, address);
  await assert.rejects(key("show", "--file", at("locked.json")), { code: "TRL-NOD-070" });
  await key("export", "--file", at("locked.json"), "--out", at("again.key"), ...word);
  assert.equal((await readFile(at("again.key"), "utf8")).trim(), `0x${digits}`);
  await assert.rejects(key("export", "--file", at("locked.json"), "--out", at("again.key"), ...word), {
    code: "TRL-NOD-003",
  });
  await assert.rejects(key("import", "--from", at("plain.key"), "--file", at("locked.json"), ...word), {
    code: "TRL-CLI-006",
  });
  await chmod(at("again.key"), 0o644);
  const { keys } = await key("list", "--folder", folder);
  assert.deepEqual(keys, [
    { file: at("again.key"), address: "?", kind: "plain, and others can read it" },
    { file: at("locked.json"), address, kind: "encrypted" },
    { file: at("plain.key"), address, kind: "plain" },
  ]);
});
