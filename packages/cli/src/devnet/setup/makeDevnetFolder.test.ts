import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeDevnetFolder } from "./makeDevnetFolder.ts";

test("a devnet gets a folder of its own beside earlier ones, never among other things", async (t) => {
  const base = await mkdtemp(join(tmpdir(), "trellis-data-dir-"));
  t.after(() => rm(base, { recursive: true, force: true }));
  const named = join(base, "new");
  const first = await makeDevnetFolder(named, 1);
  await makeDevnetFolder(named, 2);
  assert.deepEqual(await readdir(named), ["devnet-1", "devnet-2"]);
  assert.equal((await stat(first)).mode & 0o777, 0o700);
  const file = join(named, "thesis.doc");
  await writeFile(file, "");
  await assert.rejects(makeDevnetFolder(named), { code: "TRL-CLI-014", message: /--data-dir.*thesis\.doc/ });
  await assert.rejects(makeDevnetFolder(file), { code: "TRL-CLI-014", message: /is a file/ });
  assert.equal((await readdir(named)).length, 3, "nothing was made");
});
