import assert from "node:assert/strict";
import { test } from "node:test";
import { type OwnProposal, type ProposingRound, proposerActions } from "./proposerActions.ts";

const WINDOWS = { start: 1_000n, commitEnd: 1_060n, proofStart: 1_060n, proofEnd: 1_660n };
const BUILD_AT = 1_012n;
const COMMIT_AT = 1_036n;
const REVEAL_AT = WINDOWS.proofStart + 24n;

/** A proposal that has votes and waits for its time. */
function own(fields: Partial<OwnProposal> = {}): OwnProposal {
  return {
    expiry: 1_600n,
    commitAt: COMMIT_AT,
    votes: 3,
    isOutdated: false,
    commitment: "none",
    revealAt: REVEAL_AT,
    isRevealed: false,
    isExpectedWinner: true,
    isPublished: false,
    ...fields,
  };
}

function actions(fields: Partial<ProposingRound>): string[] {
  return proposerActions({
    windows: WINDOWS,
    now: COMMIT_AT,
    proposalWindow: 60,
    pipelined: false,
    hasVoters: true,
    own: undefined,
    ...fields,
  });
}

test("P4.1: a proposer proposes when it is time to build, and before a window opens if somebody may vote", () => {
  assert.deepEqual(actions({ now: BUILD_AT - 1n }), []);
  assert.deepEqual(actions({ now: BUILD_AT }), ["propose"]);
  assert.deepEqual(actions({ now: WINDOWS.commitEnd }), []);
  assert.deepEqual(actions({ windows: undefined }), ["propose"]);
  assert.deepEqual(actions({ windows: undefined, hasVoters: false }), []);
});

test("P5: a proposal with votes is committed at its time; one without votes waits", () => {
  assert.deepEqual(actions({ now: COMMIT_AT - 1n, own: own() }), []);
  assert.deepEqual(actions({ own: own() }), ["commit"]);
  assert.deepEqual(actions({ own: own({ votes: 0 }) }), []);
  assert.deepEqual(actions({ now: WINDOWS.commitEnd, own: own() }), []);
});

test("P4.1, P3.4: a proposal that expires soon, or builds on the wrong block, is replaced, but not while it is being committed", () => {
  assert.deepEqual(actions({ own: own({ expiry: COMMIT_AT + 60n }) }), ["propose"]);
  assert.deepEqual(actions({ own: own({ isOutdated: true }) }), ["propose"]);
  assert.deepEqual(actions({ own: own({ isOutdated: true, commitment: "underway" }) }), []);
  assert.deepEqual(actions({ own: own({ isOutdated: true, commitment: "taken" }) }), []);
});

test("R17: order and transcript are revealed once, in the proof window, at their turn, and never by a loser", () => {
  const taken = own({ commitment: "taken" });
  assert.deepEqual(actions({ now: REVEAL_AT - 1n, own: taken }), []);
  assert.deepEqual(actions({ now: REVEAL_AT, own: taken }), ["reveal"]);
  assert.deepEqual(actions({ now: REVEAL_AT, own: { ...taken, isRevealed: true } }), []);
  assert.deepEqual(actions({ now: REVEAL_AT, own: { ...taken, revealAt: undefined } }), []);
  assert.deepEqual(actions({ now: WINDOWS.proofEnd, own: taken }), []);
  assert.deepEqual(actions({ now: REVEAL_AT, own: own() }), []);
});

test("R11: in pipelined mode the expected winner puts its transactions on L1 as soon as they are revealed", () => {
  const revealed = own({ commitment: "taken", isRevealed: true });
  const at = (pipelined: boolean, proposal: OwnProposal): string[] =>
    actions({ now: REVEAL_AT, pipelined, own: proposal });
  assert.deepEqual(at(true, revealed), ["publishTransactions"]);
  assert.deepEqual(at(false, revealed), []);
  assert.deepEqual(at(true, { ...revealed, isPublished: true }), []);
  assert.deepEqual(at(true, { ...revealed, isExpectedWinner: false }), []);
  assert.deepEqual(at(true, { ...revealed, isRevealed: false, revealAt: undefined }), []);
});
