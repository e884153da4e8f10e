import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What judges messages. */
const SOURCES = [
  "packages/gossip/src/validation/*.ts",
  "packages/gossip/src/gate/*.ts",
  "packages/gossip/src/validation/validateTransaction.ts",
];
/** A call that refuses, up to the end of its arguments, or the type of such reasons; its reasons are the words in quotes. */
const REFUSAL =
  /(?<!async | {2})\b(?:(?:ignore|reject|wait|unjudged)\(([^;]*?)\)|type (?:Fullness|Waited) = ([^;]*);)/g;
/** Not a reason: a message that has waited is judged again, or refused for what it waited for. */
const NO_REASON = new Set(["changed", "over"]);
const REASON = /"([a-z]+(?:_[a-z]+)*)"/g;
const ROW = /^\| `([a-z_]+)` \|/gm;

test("docs/errors.md explains every reason for which gossip refuses a message, and no other", async () => {
  const made = new Set<string>();
  for await (const file of glob(SOURCES, { cwd: ROOT })) {
    if (file.endsWith(".test.ts")) continue;
    const text = await readFile(`${ROOT}/${file}`, "utf8");
    for (const [, call, type] of text.matchAll(REFUSAL)) {
      for (const [, reason] of (call ?? type)!.matchAll(REASON)) made.add(reason!);
    }
  }
  for (const word of NO_REASON) made.delete(word);
  assert.ok(made.size > 40, `only ${made.size} reasons found: the search is broken`);
  const page = await readFile(`${ROOT}/docs/errors.md`, "utf8");
  const start = page.indexOf("### Why gossip refuses a message");
  const section = page.slice(start, page.indexOf("\n## ", start));
  const explained = [...section.matchAll(ROW)].map(([, reason]) => reason!);
  assert.deepEqual(explained, [...made].sort());
});
