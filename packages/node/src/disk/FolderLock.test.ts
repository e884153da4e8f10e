import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { FolderLock } from "./FolderLock.ts";

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "trellis-lock-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("a folder has one user at a time, and the refusal names its process", async (t) => {
  const path = await folder(t);
  const lock = await FolderLock.take(path);
  await assert.rejects(FolderLock.take(path), {
    code: "TRL-NOD-051",
    message: new RegExp(`process ${process.pid} runs a node in ${path}`),
  });
  lock.release();
  lock.release();
  (await FolderLock.take(path)).release();
});

test("the lock of a process that was killed is free at once", async (t) => {
  const path = await folder(t);
  const script = `
    import { FolderLock } from ${JSON.stringify(new URL("FolderLock.ts", import.meta.url).href)};
    await FolderLock.take(${JSON.stringify(path)});
    console.log("locked");
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  assert.equal(line, "locked");
  await assert.rejects(FolderLock.take(path), { message: new RegExp(`process ${child.pid} `) });
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  (await FolderLock.take(path)).release();
});

test("a folder that cannot be locked gives TRL-NOD-009 with field and path", async (t) => {
  const path = join(await folder(t), "file");
  await assert.rejects(FolderLock.take(path), { code: "TRL-NOD-009", message: /dataDir.*ENOENT/ });
  await writeFile(path, "");
  await assert.rejects(FolderLock.take(path), { code: "TRL-NOD-009", context: { path, field: "dataDir" } });
});
