import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { createLog } from "./createLog.ts";

function logged(error: unknown): { readonly line: string; readonly error: Record<string, unknown> } {
  let line = "";
  const log = createLog("a node", "info", { write: (text) => (line += text) });
  log.warn({ error }, "it happened");
  return { line, error: JSON.parse(line).error };
}

test("an error is logged with code, message, context and place, and the first line of each cause", () => {
  const page = `refused\n${"data ".repeat(10_000)}`;
  const cause = new Error(page, { cause: new RangeError(page) });
  const { line, error } = logged(
    new TrellisError("TRL-L1-010", "finalize: too early", { wei: 1n, end: 5 }, cause),
  );
  assert.ok(line.length < 4_000, `${line.length} characters`);
  const { stack, ...rest } = error;
  assert.deepEqual(rest, {
    type: "TrellisError",
    code: "TRL-L1-010",
    message: "TRL-L1-010: finalize: too early",
    context: { wei: 1, end: 5 },
    causes: ["Error: refused", "RangeError: refused"],
  });
  assert.match(stack as string, /createLog\.test/);
});

test("a cause that is not an error, or that refers back to itself, ends the chain", () => {
  assert.deepEqual(logged(new Error("a", { cause: "b\nc" })).error.causes, ["b"]);
  const round = new Error("round");
  round.cause = round;
  assert.equal((logged(round).error.causes as string[]).length, 8);
  assert.equal(logged("words").error, "words");
});
