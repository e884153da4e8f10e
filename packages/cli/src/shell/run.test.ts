import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { FakeIo } from "../../test/FakeIo.ts";
import { run } from "./run.ts";

const done = async () => ({ result: { amount: 2n ** 100n, at: null }, says: ["one", "two"] });
const fail = async () => {
  throw new TrellisError("TRL-L1-010", "refused", { error: "NotPayout" });
};

test("people get lines, programs one object with large numbers as text", async () => {
  const io = new FakeIo();
  await run(io, {}, done);
  assert.equal(io.written, "one\ntwo\n");
  const other = new FakeIo();
  await run(other, { json: true }, done);
  assert.equal(other.written, `{"amount":"${2n ** 100n}","at":null}\n`);
});

test("a failure is thrown again, and written as an object for programs", async () => {
  const io = new FakeIo();
  await assert.rejects(run(io, {}, fail), { code: "TRL-L1-010" });
  assert.equal(io.written, "");
  await assert.rejects(run(io, { json: true }, fail), { code: "TRL-L1-010" });
  const error = { code: "TRL-L1-010", message: "TRL-L1-010: refused", context: { error: "NotPayout" } };
  assert.deepEqual(JSON.parse(io.written), { error });
  const odd = new FakeIo();
  await assert.rejects(
    run(odd, { json: true }, () => Promise.reject(new Error("odd"))),
    /odd/,
  );
  assert.deepEqual(JSON.parse(odd.written), { error: { code: "TRL-CLI-099", message: "odd" } });
});
