import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { whenReachable } from "./whenReachable.ts";

test("an L1 that is down at the start is waited for; what else fails ends the wait", async () => {
  const { signal } = new AbortController();
  const answers = [new TrellisError("TRL-L1-040", "down"), new TrellisError("TRL-L1-041", "busy"), 7];
  const pauses: number[] = [];
  const ask = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const wait = async (ms: number) => void pauses.push(ms);
  assert.equal(await whenReachable(ask, signal, wait), 7);
  assert.deepEqual(pauses, [1_000, 1_000]);
  const wrong = async () => {
    throw new TrellisError("TRL-L1-043", "another chain");
  };
  await assert.rejects(whenReachable(wrong, signal, wait), { code: "TRL-L1-043" });
});

test("the wait ends when the node is stopped", async () => {
  const life = new AbortController();
  const waiting = whenReachable(async () => {
    life.abort(new TrellisError("TRL-NOD-007", "stopped"));
    throw new TrellisError("TRL-L1-040", "down");
  }, life.signal);
  await assert.rejects(waiting);
});
