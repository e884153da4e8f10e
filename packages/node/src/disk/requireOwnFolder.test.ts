import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { requireOwnFolder } from "./requireOwnFolder.ts";

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "trellis-own-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("a missing folder is made for its owner alone; an empty one is taken", async (t) => {
  const path = join(await folder(t), "a", "b");
  await requireOwnFolder(path);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  await requireOwnFolder(path);
});

test("keys, configurations and what the configuration names may be in it from the start", async (t) => {
  const path = await folder(t);
  for (const file of ["l1.key", "node.json", "peer", ".env"]) await writeFile(join(path, file), "");
  await mkdir(join(path, "crs"));
  await requireOwnFolder(path, [join(path, "peer"), join(path, "crs", "bn254.dat"), "/elsewhere/x"]);
});

test("a folder with other things is refused, by name; a node's own is not, whatever was added", async (t) => {
  const path = await folder(t);
  for (const file of ["thesis.doc", "holiday.jpg"]) await writeFile(join(path, file), "");
  await assert.rejects(requireOwnFolder(path), {
    code: "TRL-NOD-052",
    message: /dataDir.*holiday\.jpg, thesis\.doc/,
  });
  await writeFile(join(path, "lock"), "");
  await requireOwnFolder(path);
});

test("a file in the folder's place is named with its field", async (t) => {
  const path = join(await folder(t), "file");
  await writeFile(path, "");
  await assert.rejects(requireOwnFolder(path), { code: "TRL-NOD-009", message: /dataDir.*is a file/ });
  await assert.rejects(requireOwnFolder(join(path, "below")), {
    code: "TRL-NOD-009",
    message: /dataDir.*lies below one/,
  });
});
