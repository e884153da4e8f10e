import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { SealedFolder } from "./SealedFolder.ts";

const LIMITS = { maxFiles: 4, maxFileBytes: 2 ** 20 };
const read = (folder: SealedFolder): Promise<string | undefined> =>
  folder.read("a", (bytes) => new TextDecoder().decode(bytes));

test("a write for which there is no room leaves nothing half-written, and the old file; later writes go through", async (t) => {
  const path = await mkdtemp(join(tmpdir(), "trellis-full-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const folder = new SealedFolder(path, LIMITS);
  await folder.open();
  await folder.write("a", new TextEncoder().encode("old"));
  const script = `
    import { SealedFolder } from ${JSON.stringify(new URL("SealedFolder.ts", import.meta.url).href)};
    const folder = new SealedFolder(${JSON.stringify(path)}, ${JSON.stringify(LIMITS)});
    const failed = await folder.write("a", new Uint8Array(500_000)).catch((error) => error);
    await folder.write("b", Uint8Array.of(1));
    console.log(failed.message);`;
  // No file of this process may be longer than some kilobytes: the operating system refuses as on a full disk.
  const { stdout } = await promisify(execFile)("sh", [
    "-c",
    'ulimit -f 16 && exec "$0" --input-type=module --eval "$1"',
    process.execPath,
    script,
  ]);
  assert.match(stdout, /TRL-NOD-009: the node's folder .* the disk is full/);
  assert.deepEqual((await readdir(path)).sort(), ["a", "b"]);
  assert.equal(await read(folder), "old");
});
