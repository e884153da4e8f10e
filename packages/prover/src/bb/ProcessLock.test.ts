import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ProcessLock } from "./ProcessLock.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-lock-"));
});
after(() => rm(folder, { recursive: true, force: true }));

test("one holder at a time, also within one process", async () => {
  const path = join(folder, "one.lock");
  const first = await ProcessLock.acquire(path);
  let isHeld = true;
  const second = ProcessLock.acquire(path).then((lock) => {
    assert.equal(isHeld, false);
    return lock;
  });
  await assert.rejects(ProcessLock.acquire(path, { signal: AbortSignal.timeout(250) }), {
    name: /TimeoutError|AbortError/,
  });
  isHeld = false;
  first.release();
  (await second).release();
});

test("a holder that was killed leaves no stale lock", async () => {
  const path = join(folder, "killed.lock");
  const script = `const { ProcessLock } = await import(process.argv[1]);
    await ProcessLock.acquire(process.argv[2]); console.log("held"); setInterval(() => {}, 1000);`;
  const module = new URL("./ProcessLock.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, module, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await assert.rejects(ProcessLock.acquire(path, { signal: AbortSignal.timeout(250) }));
  child.kill("SIGKILL");
  await once(child, "exit");
  (await ProcessLock.acquire(path, { signal: AbortSignal.timeout(5000) })).release();
});

test("a path that cannot be locked is an error, not a wait", async () => {
  await assert.rejects(ProcessLock.acquire(folder), { code: "TRL-PRV-102" });
});
