import assert from "node:assert/strict";
import { test } from "node:test";
import type { Round } from "../../data/resources.ts";
import { phaseNow } from "./phaseNow.ts";

const ROUND: Round = {
  roundId: 1,
  round: 0,
  alpha: 3,
  start: 100,
  commitEnd: 110,
  proofStart: 110,
  proofEnd: 130,
  outcome: "open",
  commitments: 0,
  proposals: [],
};

test("a round goes from proposals to proofs, and then to its end", () => {
  assert.deepEqual(phaseNow(ROUND, 105), { name: "Phases 1–3: propose, vote, commit", left: 5, part: 0.5 });
  assert.deepEqual(phaseNow(ROUND, 115), { name: "Phases 4–5: reveal, prove, submit", left: 15, part: 0.25 });
  assert.match(phaseNow(ROUND, 130).name, /anyone can finalise/);
  assert.equal(phaseNow(ROUND, 90).part, 0, "before its start nothing is over");
});

test("in pipelined mode a round waits for the block below", () => {
  assert.equal(phaseNow({ ...ROUND, proofStart: null, proofEnd: null }, 115).left, null);
  assert.match(phaseNow({ ...ROUND, proofStart: 120, proofEnd: 140 }, 115).name, /waits for the block below/);
});

test("a round that ended is said to have ended, whatever the time", () => {
  assert.equal(phaseNow({ ...ROUND, outcome: "final" }, 105).name, "Final");
  assert.equal(phaseNow({ ...ROUND, outcome: "restarted" }, 105).name, "Ended without a block");
});
