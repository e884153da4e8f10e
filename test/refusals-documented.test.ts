import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What judges messages. */
const SOURCES = [
  "packages/gossip/src/second/**/*.ts",
  "packages/gossip/src/gate/Gate.ts",
  "packages/gossip/src/validation/{judgeProposal,validateTransaction}.ts",
];
/** A call that refuses, up to the end of its arguments; its reasons are the words in quotes. */
const REFUSAL = /\b(?:ignore|reject|wait)\(([^;]*?)\)/g;
const REASON = /"([a-z]+(?:_[a-z]+)*)"/g;
const ROW = /^\| `([a-z_]+)` \|/gm;

test("docs/errors.md explains every reason for which gossip refuses a message, and no other", async () => {
  const made = new Set<string>();
  for await (const file of glob(SOURCES, { cwd: ROOT })) {
    if (file.endsWith(".test.ts")) continue;
    const text = await readFile(`${ROOT}/${file}`, "utf8");
    for (const [, call] of text.matchAll(REFUSAL)) {
      for (const [, reason] of call!.matchAll(REASON)) made.add(reason!);
    }
  }
  assert.ok(made.size > 40, `only ${made.size} reasons found: the search is broken`);
  const page = await readFile(`${ROOT}/docs/errors.md`, "utf8");
  const start = page.indexOf("### Why gossip refuses a message");
  const section = page.slice(start, page.indexOf("\n## ", start));
  const explained = [...section.matchAll(ROW)].map(([, reason]) => reason!);
  assert.deepEqual(explained, [...made].sort());
});
