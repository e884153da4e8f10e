import assert from "node:assert/strict";
import { test } from "node:test";
import { roundPhase } from "./Windows.ts";

test("P3.1, P3.2: the proof window follows the proposal window; each excludes its end", () => {
  const windows = { start: 100n, commitEnd: 160n, proofStart: 160n, proofEnd: 760n };
  assert.equal(roundPhase(windows, 100n), "proposal");
  assert.equal(roundPhase(windows, 159n), "proposal");
  assert.equal(roundPhase(windows, 160n), "proof");
  assert.equal(roundPhase(windows, 759n), "proof");
  assert.equal(roundPhase(windows, 760n), "finalisable");
});

test("P3.3: without windows the round waits for a commitment", () => {
  assert.equal(roundPhase(undefined, 0n), "waiting");
});

test("P3.4: a round on top of one that is not final takes no proofs yet", () => {
  assert.equal(roundPhase({ start: 100n, commitEnd: 160n }, 159n), "proposal");
  assert.equal(roundPhase({ start: 100n, commitEnd: 160n }, 10_000n), "sealed");
  const late = { start: 100n, commitEnd: 160n, proofStart: 700n, proofEnd: 1_300n };
  assert.equal(roundPhase(late, 699n), "sealed");
  assert.equal(roundPhase(late, 700n), "proof");
});
