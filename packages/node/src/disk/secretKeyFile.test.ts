import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { TrellisError } from "@trellis/protocol";
import { isSecretKey } from "@trellis/protocol/keys";
import { newSecretKey, readSecretKeyFile, writeSecretKeyFile } from "./secretKeyFile.ts";

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "trellis-key-"));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test("a written key is read back, and only its owner can read file and folder", async (t) => {
  const path = join(await folder(t), "keys", "a.key");
  const key = newSecretKey();
  assert(isSecretKey(key));
  await writeSecretKeyFile(path, key);
  assert.deepEqual(await readSecretKeyFile(path), key);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(path, ".."))).mode & 0o777, 0o700);
});

test("an existing key is never overwritten", async (t) => {
  const path = join(await folder(t), "a.key");
  await writeSecretKeyFile(path, newSecretKey());
  const before = await readFile(path, "utf8");
  await assert.rejects(writeSecretKeyFile(path, newSecretKey()), { code: "TRL-NOD-003" });
  assert.equal(await readFile(path, "utf8"), before);
});

for (const mode of [0o640, 0o604, 0o620, 0o601, 0o644]) {
  test(`a key file of mode ${mode.toString(8)} is refused`, async (t) => {
    const path = join(await folder(t), "a.key");
    await writeSecretKeyFile(path, newSecretKey());
    await chmod(path, mode);
    await assert.rejects(readSecretKeyFile(path), { code: "TRL-NOD-004" });
  });
}

const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const CONTENTS: readonly [what: string, text: string][] = [
  ["nothing", ""],
  ["no prefix", "ab".repeat(32)],
  ["too short", `0x${"ab".repeat(31)}`],
  ["too long", `0x${"ab".repeat(33)}`],
  ["no hexadecimal digits", `0x${"ax".repeat(32)}`],
  ["zero", `0x${"00".repeat(32)}`],
  ["the group's order", `0x${order}`],
  ["a large file", `0x${"ab".repeat(32)}${" ".repeat(10_000)}`],
];

for (const [what, text] of CONTENTS) {
  test(`a key file with ${what} is refused, and the error does not show its content`, async (t) => {
    const path = join(await folder(t), "a.key");
    await writeFile(path, text, { mode: 0o600 });
    await assert.rejects(readSecretKeyFile(path), (error: TrellisError) => {
      assert.equal(error.code, "TRL-NOD-004");
      const told = `${error.message}${error.stack}${error.cause}${JSON.stringify(error.context)}`;
      assert(!/abab|axax|0000|ffff/.test(told), told);
      return true;
    });
  });
}

test("a missing file or a folder gives TRL-NOD-004", async (t) => {
  const path = join(await folder(t), "a.key");
  await assert.rejects(readSecretKeyFile(path), { code: "TRL-NOD-004" });
  await mkdir(path, { mode: 0o700 });
  await assert.rejects(readSecretKeyFile(path), { code: "TRL-NOD-004" });
});
