import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { lineWriter } from "./lineWriter.ts";

function writer() {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk) => chunks.push(String(chunk)));
  return { write: lineWriter(stream), chunks };
}

test("the lines of one turn of the event loop are written together, in order", async () => {
  const { write, chunks } = writer();
  write("one");
  write("two");
  assert.deepEqual(chunks, []);
  await turn();
  assert.deepEqual(chunks, ["one\ntwo\n"]);
  write("three");
  await turn();
  assert.deepEqual(chunks, ["one\ntwo\n", "three\n"]);
});

test("what a process says in its last turn is written before it is gone", async () => {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const module = new URL("./lineWriter.ts", import.meta.url).href;
  const code = `const { lineWriter } = await import(${JSON.stringify(module)}); lineWriter(process.stdout)("last"); process.exit(3);`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  assert.equal(stdout, "last\n");
});
