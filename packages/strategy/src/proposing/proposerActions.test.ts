import assert from "node:assert/strict";
import { test } from "node:test";
import { windowsFrom } from "@trellis/protocol";
import { type OwnProposal, type ProposingRound, proposerActions } from "./proposerActions.ts";

const WINDOWS = windowsFrom(1_000n, 60n, 600n);
const BUILD_AT = 1_012n;
const COMMIT_AT = 1_036n;

/** A proposal that has votes and waits for its time. */
function own(fields: Partial<OwnProposal> = {}): OwnProposal {
  return {
    expiry: 1_600n,
    commitAt: COMMIT_AT,
    votes: 3,
    isOutdated: false,
    commitment: "none",
    hasUnsentTranscript: false,
    isRevealed: false,
    ...fields,
  };
}

function actions(fields: Partial<ProposingRound>): string[] {
  const round = { windows: WINDOWS, now: COMMIT_AT, proposalWindow: 60, hasVoters: true, own: undefined };
  return proposerActions({ ...round, ...fields });
}

test("P4.1 a proposer proposes when it is time to build, while the proposal window runs", () => {
  assert.deepEqual(actions({ now: BUILD_AT - 1n }), []);
  assert.deepEqual(actions({ now: BUILD_AT }), ["propose"]);
  assert.deepEqual(actions({ now: WINDOWS.commitEnd - 1n }), ["propose"]);
  assert.deepEqual(actions({ now: WINDOWS.commitEnd }), []);
});

test("P3.3 it also proposes and commits before a window opens", () => {
  assert.deepEqual(actions({ windows: undefined }), ["propose"]);
  assert.deepEqual(actions({ windows: undefined, hasVoters: false }), []);
  assert.deepEqual(actions({ windows: undefined, own: own() }), ["commit"]);
});

test("P5 a proposal with votes is committed at its time; one without votes waits", () => {
  assert.deepEqual(actions({ now: COMMIT_AT - 1n, own: own() }), []);
  assert.deepEqual(actions({ own: own() }), ["commit"]);
  assert.deepEqual(actions({ own: own({ votes: 0 }) }), []);
  assert.deepEqual(actions({ now: WINDOWS.commitEnd, own: own() }), []);
});

test("P5.3 while a commitment is under way nothing else starts, even if the proposal should be replaced", () => {
  const underway = own({ commitment: "underway", isOutdated: true, expiry: COMMIT_AT });
  assert.deepEqual(actions({ own: underway }), []);
});

test("P4.1 a proposal that expires within a window from now is replaced", () => {
  assert.deepEqual(actions({ own: own({ expiry: COMMIT_AT + 61n }) }), ["commit"]);
  assert.deepEqual(actions({ own: own({ expiry: COMMIT_AT + 60n }) }), ["propose"]);
});

test("P3.4 a proposal on a block that will probably lose is replaced, but not before its time to commit", () => {
  const outdated = own({ isOutdated: true });
  assert.deepEqual(actions({ now: COMMIT_AT - 1n, own: outdated }), []);
  assert.deepEqual(actions({ now: COMMIT_AT, own: outdated }), ["propose"]);
});

test("P4.1 a proposal that has to be replaced before it is time to build is committed if it can be", () => {
  const early = own({ expiry: BUILD_AT + 10n, commitAt: 1_005n });
  assert.deepEqual(actions({ now: 1_005n, own: early }), ["commit"]);
});

test("P6.1 a committed order is revealed once, in the proof window; an uncommitted one never", () => {
  const taken = own({ commitment: "taken" });
  assert.deepEqual(actions({ now: WINDOWS.proofStart - 1n, own: taken }), []);
  assert.deepEqual(actions({ now: WINDOWS.proofStart, own: taken }), ["reveal"]);
  assert.deepEqual(actions({ now: WINDOWS.proofStart, own: { ...taken, isRevealed: true } }), []);
  assert.deepEqual(actions({ now: WINDOWS.proofStart, own: own() }), []);
  assert.deepEqual(actions({ now: WINDOWS.proofEnd, own: taken }), []);
});

test("P5.2 a committed transcript that gossip has not taken is published again, while the order is revealed", () => {
  const unsent = own({ commitment: "taken", hasUnsentTranscript: true });
  assert.deepEqual(actions({ now: COMMIT_AT, own: unsent }), ["publishTranscript"]);
  assert.deepEqual(actions({ now: WINDOWS.proofStart, own: unsent }), ["publishTranscript", "reveal"]);
});

test("P5.3 a committed proposal is never replaced, even on the wrong block", () => {
  assert.deepEqual(actions({ own: own({ commitment: "taken", isOutdated: true, expiry: COMMIT_AT }) }), []);
});
