import assert from "node:assert/strict";
import { test } from "node:test";
import { commitTime, isTimeToBuild, latestWindowStart, proposalExpiry } from "./proposalTiming.ts";

const OPEN = { windows: { start: 1_000n }, proposalWindow: 60 };

test("P4.1 a block is built when a fifth of the window has passed, with or without voters", () => {
  for (const hasVoters of [true, false]) {
    assert.equal(isTimeToBuild({ ...OPEN, now: 1_011n }, hasVoters), false);
    assert.equal(isTimeToBuild({ ...OPEN, now: 1_012n }, hasVoters), true);
  }
});

test("P4.1 a block is built as late as building and voting allow, if both may take twice as long as they usually do", () => {
  const buildsAt = (building: number, voting: number, proposalWindow = 60): number => {
    const usual = { building, voting };
    for (let now = 0; ; now++)
      if (isTimeToBuild({ windows: { start: 0n }, proposalWindow, now: BigInt(now) }, true, usual))
        return now;
  };
  // Votes are counted at 36 s.
  assert.equal(buildsAt(2, 3), 26);
  assert.equal(buildsAt(2, 1), 29);
  assert.equal(buildsAt(0, 0), 30, "half of the window at the latest");
  assert.equal(buildsAt(9, 9), 12, "a fifth of it at the earliest");
  assert.equal(buildsAt(0.1, 0.1, 5), 1, "votes get time in a short window, too");
});

test("P3.3 before a window opens a block is built once somebody may vote for it", () => {
  const round = { windows: undefined, proposalWindow: 60, now: 5n };
  assert.equal(isTimeToBuild(round, false), false);
  assert.equal(isTimeToBuild(round, true), true);
});

test("P5.1 a proposer waits for votes until three fifths of the window have passed", () => {
  assert.equal(commitTime({ ...OPEN, now: 1_012n }), 1_036n);
  assert.equal(commitTime({ ...OPEN, now: 1_035n }), 1_036n);
  assert.equal(commitTime({ windows: undefined, now: 500n, proposalWindow: 60 }), 536n);
});

test("P5.1 a late proposer also gives provers a moment", () => {
  assert.equal(commitTime({ ...OPEN, now: 1_036n }), 1_037n);
  assert.equal(commitTime({ ...OPEN, now: 1_050n }), 1_051n);
});

test("P4.1 a proposal lives for four windows, and for at least ten minutes", () => {
  assert.equal(proposalExpiry({ now: 1_000n, proposalWindow: 60 }), 1_600n);
  assert.equal(proposalExpiry({ now: 1_000n, proposalWindow: 300 }), 2_200n);
});

test("P10.3 before a window opens it is assumed to open at the latest time that matters", () => {
  assert.equal(latestWindowStart({ ...OPEN, now: 1_012n }), 1_000n);
  assert.equal(latestWindowStart({ windows: undefined, now: 500n, proposalWindow: 60 }), 560n);
});
