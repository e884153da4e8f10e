import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { createLog } from "./createLog.ts";
import { humanLine, humanLog } from "./text/humanLog.ts";

test("a line for people has time, level, what happened and why, without stack", () => {
  let text = "";
  const log = createLog(
    "prover-1",
    "info",
    humanLog((line) => (text += line), false),
  );
  log.info("seat 4 proved leaf 1/0");
  log.warn({ error: new TrellisError("TRL-L1-011", "no answer"), where: "follow L1" }, "it goes on");
  const [first, second] = text.split("\n");
  assert.match(first!, /^\d\d:\d\d:\d\d INFO {2}seat 4 proved leaf 1\/0$/);
  assert.match(second!, /^\d\d:\d\d:\d\d WARN {2}follow L1: it goes on {2}TRL-L1-011: no answer$/);
});

test("what others have sent cannot move the cursor, and other text stays", () => {
  const line = JSON.stringify({ level: 30, time: 0, msg: "a\u001b[2Jb\u0007" });
  assert.equal(humanLine(line, false), "00:00:00 INFO  a [2Jb ");
  assert(humanLine(line, true).includes(`${String.fromCharCode(27)}[32mINFO `));
  assert.equal(humanLine("no JSON\n", true), "no JSON");
});
