import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { joinParts, SealedFolder, splitParts } from "./SealedFolder.ts";

const whole = (content: Uint8Array): Uint8Array => content;

const LIMITS = { maxFiles: 3, maxFileBytes: 100 };
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

async function opened(t: TestContext) {
  const base = await mkdtemp(join(tmpdir(), "trellis-sealed-"));
  t.after(() => rm(base, { recursive: true, force: true }));
  const path = join(base, "folder");
  const refused: string[] = [];
  const folder = new SealedFolder(path, LIMITS, ({ code }) => refused.push(code));
  await folder.open();
  return { folder, path, refused };
}

test("a written file is read back, also by another process; only its owner can read it", async (t) => {
  const { folder, path } = await opened(t);
  assert.equal(await folder.read("a", whole), undefined);
  await folder.write("a", bytes(1, 2, 3));
  await folder.write("a", bytes(4));
  await folder.write("empty", bytes());
  const other = new SealedFolder(path, LIMITS);
  await other.open();
  assert.deepEqual(await other.read("a", whole), bytes(4));
  assert.deepEqual(await other.read("empty", whole), bytes());
  assert.equal((await stat(join(path, "a"))).mode & 0o777, 0o600);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  await other.remove("a");
  assert.equal(await folder.read("a", whole), undefined);
});

test("a file that is torn, changed or too long is set aside and told of", async (t) => {
  const { folder, path, refused } = await opened(t);
  await folder.write("good", bytes(1, 2, 3));
  const good = await readFile(join(path, "good"));
  const changed = Uint8Array.from(good);
  changed[33]! ^= 1;
  for (const wrong of [
    good.subarray(0, 34),
    good.subarray(0, 31),
    changed,
    Buffer.alloc(0),
    Buffer.alloc(500),
  ]) {
    await writeFile(join(path, "wrong"), wrong);
    assert.equal(await folder.read("wrong", whole), undefined);
    assert.deepEqual((await readdir(path)).sort(), ["good", "wrong.refused"]);
    assert.deepEqual(refused.splice(0), ["TRL-NOD-050"]);
  }
  await mkdir(join(path, "folder"));
  assert.equal(await folder.read("folder", whole), undefined);
  assert.deepEqual(refused.splice(0), ["TRL-NOD-050"]);
  assert.deepEqual(await folder.names(), ["good"]);
  await symlink(join(path, "good"), join(path, "link"));
  assert.equal(await folder.read("link", whole), undefined);
});

test("a file that its reader refuses is set aside; few of those are kept, also when the folder is opened again", async (t) => {
  const { folder, path, refused } = await opened(t);
  for (const name of ["a", "b", "c", "d", "e", "f"]) {
    await folder.write(name, bytes(1));
    const refuse = (): never => {
      throw new Error("another version");
    };
    assert.equal(await folder.read(name, refuse), undefined);
  }
  assert.equal(refused.length, 6);
  const kept = ["a", "b", "c", "d"].map((name) => `${name}.refused`);
  assert.deepEqual((await readdir(path)).sort(), kept);
  await new SealedFolder(path, LIMITS).open();
  assert.deepEqual((await readdir(path)).sort(), kept);
});

test("the remains of an interrupted write are removed", async (t) => {
  const { folder, path } = await opened(t);
  await folder.write("a", bytes(1));
  await writeFile(join(path, "a.tmp"), "half");
  await mkdir(join(path, "Else"));
  await new SealedFolder(path, LIMITS).open();
  assert.deepEqual(await readdir(path), ["a"]);
  await writeFile(join(path, "a.tmp"), "half");
  await folder.write("a", bytes(2));
  assert.deepEqual(await folder.read("a", whole), bytes(2));
});

test("the oldest files are removed to make room", async (t) => {
  const { folder, path } = await opened(t);
  for (const [i, name] of ["a", "b", "c"].entries()) {
    await folder.write(name, bytes(i));
    await utimes(join(path, name), i + 1, i + 1);
  }
  await folder.write("d", bytes(9));
  assert.deepEqual(await folder.names(), ["d", "c", "b"]);
});

test("of writes to one file at the same time the last one stays", async (t) => {
  const { folder, path } = await opened(t);
  await Promise.all([1, 2, 3, 4].map((value) => folder.write("a", bytes(value))));
  assert.deepEqual(await folder.read("a", whole), bytes(4));
  await Promise.all([folder.write("a", bytes(5)), folder.remove("a"), folder.write("b", bytes(6))]);
  assert.deepEqual(await readdir(path), ["b"]);
});

test("files written at the same time are all kept, the oldest ones make room", async (t) => {
  const { folder, path } = await opened(t);
  await folder.write("z", bytes(0));
  const names = ["a", "b", "c", "d", "e"];
  await Promise.all(names.map((name, i) => folder.write(name, bytes(i))));
  assert.equal((await readdir(path)).length, LIMITS.maxFiles);
  assert.equal(await folder.read("z", whole), undefined);
});

test("if one of the files written together cannot be written, all their writers learn it, and each file is old or new", async (t) => {
  const { folder, path } = await opened(t);
  await Promise.all([folder.write("a", bytes(1)), folder.write("b", bytes(1))]);
  await mkdir(join(path, "b.tmp"));
  const results = await Promise.allSettled([folder.write("a", bytes(2)), folder.write("b", bytes(2))]);
  assert.deepEqual(
    results.map((result) => result.status === "rejected" && result.reason.code),
    ["TRL-NOD-009", "TRL-NOD-009"],
  );
  assert.deepEqual(await folder.read("b", whole), bytes(1));
  assert([1, 2].includes((await folder.read("a", whole))![0]!));
  await rm(join(path, "b.tmp"), { recursive: true });
  await folder.write("b", bytes(3));
  assert.deepEqual(await folder.read("b", whole), bytes(3));
});

test("a file that is too large is refused, and the old one stays", async (t) => {
  const { folder, path } = await opened(t);
  await folder.write("a", bytes(1));
  await assert.rejects(folder.write("a", new Uint8Array(101)), { code: "TRL-NOD-009" });
  for (const name of ["../a", ".a", "", "A", "a".repeat(200)]) {
    await assert.rejects(folder.write(name, bytes(1)), { code: "TRL-NOD-009" });
  }
  // A folder has the name of the file to write: the write fails even for root.
  await mkdir(join(path, "a.tmp"));
  await assert.rejects(folder.write("a", bytes(2)), { code: "TRL-NOD-009" });
  await rm(join(path, "a.tmp"), { recursive: true });
  assert.deepEqual(await folder.read("a", whole), bytes(1));
  await rm(path, { recursive: true });
  await writeFile(path, "");
  await assert.rejects(folder.open(), { code: "TRL-NOD-009" });
});

test("joined parts are split as they were, and other bytes are refused", () => {
  const parts = [bytes(1, 2), bytes(), bytes(3)];
  assert.deepEqual(splitParts(joinParts(parts)), parts);
  assert.deepEqual(splitParts(bytes()), []);
  assert.equal(splitParts(joinParts(parts).subarray(0, -1)), undefined);
  assert.equal(splitParts(bytes(0, 0)), undefined);
  assert.equal(splitParts(bytes(255, 255, 255, 255, 1)), undefined);
});
