import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { promisify } from "node:util";
import { StoreFile } from "./StoreFile.ts";

const KILLS = 6;
const IDENTITY = "a test";
const STORE_FILE = JSON.stringify(new URL("StoreFile.ts", import.meta.url).href);

/**
 * A program that writes block after block, and prints each before and after it is written: entries of block n say n, and a counter is the sum of
 * all blocks.
 */
const writer = (path: string): string => `
  import { StoreFile } from ${STORE_FILE};
  const file = StoreFile.open(${JSON.stringify(path)}, ${JSON.stringify(IDENTITY)});
  const bytes = (n) => new TextEncoder().encode(String(n));
  for (let n = Number(file.blocks.at(-1)?.number ?? 0n) + 1; ; n++) {
    const writing = file.begin({ number: BigInt(n), hash: "0x" + n.toString(16) });
    for (let i = 0; i < 50; i++) {
      writing.put({ section: "last", key: String(i), value: bytes(n + " ".repeat(500)), isNew: i % 7 === 0 });
    }
    writing.put({ section: "sum", key: "", value: bytes(n * (n + 1) / 2), isNew: false });
    writing.put({ section: "each", key: String(n), value: bytes(n), isNew: true });
    writing.commit();
    process.stdout.write(n + "\\n");
    await new Promise((resolve) => setImmediate(resolve));
  }`;

const text = (value: Uint8Array): string => new TextDecoder().decode(value).trim();

/** Holds if the file is as it was after a whole block, and can go back to others. */
function requireWhole(path: string): void {
  const file = StoreFile.open(path, IDENTITY);
  try {
    const last = Number(file.blocks.at(-1)!.number);
    const check = (n: number): void => {
      const sections = file.read();
      assert.equal(sections.get("last")!.length, 50);
      assert.ok(sections.get("last")!.every(({ value }) => text(value) === String(n)));
      assert.equal(text(sections.get("sum")![0]!.value), String((n * (n + 1)) / 2));
      assert.deepEqual(
        sections.get("each")!.map(({ value }) => text(value)),
        Array.from({ length: n }, (_, i) => String(i + 1)),
      );
    };
    check(last);
    // The ways back are whole, too.
    const [first] = file.blocks;
    file.rollBackTo(first!.number);
    check(Number(first!.number));
  } finally {
    file.close();
  }
}

test("a process that is killed while it writes leaves a store of a block that was written as a whole", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-killed-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "chain.sqlite");
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", writer(path)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let written = 0;
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "exit");
    // The child goes on meanwhile, so the kill comes at any moment of a block.
    for await (const line of lines) {
      written = Number(line);
      if (written % 16 >= kill) break;
    }
    child.kill("SIGKILL");
    await ended;
    const file = StoreFile.open(path, IDENTITY);
    const last = Number(file.blocks.at(-1)!.number);
    file.close();
    assert.ok(last >= written, `block ${written} was committed, and the store is as of ${last}`);
    requireWhole(path);
  }
});

test("a disk that is full leaves the store as it was after the last whole block", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-full-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "chain.sqlite");
  // No file of this process may be longer than some hundred kilobytes: the operating system refuses as on a full disk.
  const failed = await promisify(execFile)("sh", [
    "-c",
    'ulimit -f 2048 && exec "$0" --input-type=module --eval "$1"',
    process.execPath,
    writer(path),
  ]).catch((error: { stdout: string; stderr: string }) => error);
  const written = Number(failed.stdout.trim().split("\n").at(-1));
  assert.ok(written > 0);
  assert.match(failed.stderr, /disk I\/O error|database or disk is full/);
  const file = StoreFile.open(path, IDENTITY);
  assert.equal(file.blocks.at(-1)!.number, BigInt(written));
  file.close();
  requireWhole(path);
});
