import assert from "node:assert/strict";
import { test } from "node:test";
import { commitTime, isTimeToBuild, latestWindowStart, proposalExpiry } from "./proposalTiming.ts";

const OPEN = { windows: { start: 1_000n }, proposalWindow: 60 };

test("P4.1 a block is built when a fifth of the window has passed, whoever is there", () => {
  for (const hasVoters of [true, false]) {
    assert.equal(isTimeToBuild({ ...OPEN, now: 1_011n }, hasVoters), false);
    assert.equal(isTimeToBuild({ ...OPEN, now: 1_012n }, hasVoters), true);
  }
});

test("P3.3 while no window is open a block is built when somebody may vote for it", () => {
  const round = { windows: undefined, proposalWindow: 60, now: 5n };
  assert.equal(isTimeToBuild(round, false), false);
  assert.equal(isTimeToBuild(round, true), true);
});

test("P5.1 votes are waited for until three fifths of the window have passed", () => {
  assert.equal(commitTime({ ...OPEN, now: 1_012n }), 1_036n);
  assert.equal(commitTime({ ...OPEN, now: 1_035n }), 1_036n);
  assert.equal(commitTime({ windows: undefined, now: 500n, proposalWindow: 60 }), 536n);
});

test("P5.1 a proposer that comes late gives provers a moment all the same", () => {
  assert.equal(commitTime({ ...OPEN, now: 1_036n }), 1_037n);
  assert.equal(commitTime({ ...OPEN, now: 1_050n }), 1_051n);
});

test("P4.1 a proposal lives four windows, and ten minutes at least", () => {
  assert.equal(proposalExpiry({ now: 1_000n, proposalWindow: 60 }), 1_600n);
  assert.equal(proposalExpiry({ now: 1_000n, proposalWindow: 300 }), 2_200n);
});

test("P10.3 while no window is open it is assumed to open as late as it can matter", () => {
  assert.equal(latestWindowStart({ ...OPEN, now: 1_012n }), 1_000n);
  assert.equal(latestWindowStart({ windows: undefined, now: 500n, proposalWindow: 60 }), 560n);
});
