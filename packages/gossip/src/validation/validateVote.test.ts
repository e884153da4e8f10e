import assert from "node:assert/strict";
import { test } from "node:test";
import { SEATS, toHex } from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import { DEFAULT_LIMITS } from "../limits/GossipLimits.ts";
import { secretOf } from "../testing/FakeContext.ts";
import { testEnvironment } from "../testing/testEnvironment.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { validateVote } from "./validateVote.ts";

test("P4.2 a vote by an active seat is accepted once", () => {
  const environment = testEnvironment();
  const vote = environment.context.vote(environment.context.known());
  assert.deepEqual(validateVote(vote, environment), ACCEPT);
  assert.deepEqual(validateVote(vote, environment), ignore("known"));
});

test("P4.2 other slots, scopes and seats are other votes", () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = context.known({ depth: 2 });
  for (const fields of [
    {},
    { slot: 1 },
    { depth: 1 },
    { depth: 1, index: 1 },
    { depth: 2, index: 3 },
    { seat: 4 },
  ]) {
    assert.deepEqual(validateVote(context.vote(id, fields), environment), ACCEPT, JSON.stringify(fields));
  }
});

test("a second signature does not make a second vote", () => {
  const environment = testEnvironment();
  const vote = environment.context.vote(environment.context.known());
  validateVote(vote, environment);
  const again = { ...vote, signature: new Uint8Array(64).fill(1) };
  assert.deepEqual(validateVote(again, environment), ignore("known"));
});

for (const [rule, fields, expected] of [
  ["P1.3 there are 2048 seats", { seat: 2_048 }, reject("seat_out_of_range")],
  ["P1.3 the seat has an owner", { seat: 16 }, ignore("seat_unknown")],
  ["P2.2 the seat is active", { seat: 5 }, ignore("seat_inactive")],
  ["P4.2 the scope is a node", { depth: 1, index: 2 }, reject("scope_malformed")],
  ["P4.2 the scope is not deeper than the deepest tree", { depth: 12 }, reject("scope_malformed")],
  ["P4.2 the scope lies in the proposal's tree", { depth: 2, index: 0 }, reject("scope_outside_tree")],
  ["P4.2 a leaf may be the scope", { depth: 1, index: 1 }, ACCEPT],
  ["P4.2 slots are bounded", { slot: 512 }, ignore("slot_too_high")],
  ["P4.2 the last slot", { slot: 511 }, ACCEPT],
] as const) {
  test(`${rule}: ${JSON.stringify(expected)}`, () => {
    const environment = testEnvironment();
    environment.context.inactive.add(5);
    const vote = environment.context.vote(environment.context.known(), fields);
    assert.deepEqual(validateVote(vote, environment), expected);
  });
}

test("P4.2 [REJECT] signed by another seat's key, or changed after signing", () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = context.known();
  const vote = context.vote(id);
  const forged = signVote(context.domain, vote, secretOf("seat 4"));
  for (const bad of [
    forged,
    { ...vote, slot: 1 },
    { ...vote, depth: 1 },
    { ...vote, seat: 4 },
    { ...vote, proposalId: context.known({ burnBid: 300n }) },
    { ...vote, signature: new Uint8Array(64) },
  ]) {
    assert.deepEqual(validateVote(bad, environment), reject("signature_invalid"));
  }
});

test("P4.2 a vote waits for its proposal, but only if its seat signed it", () => {
  const environment = testEnvironment();
  const unknown = new Uint8Array(32).fill(8);
  const vote = environment.context.vote(unknown);
  assert.deepEqual(validateVote(vote, environment), wait("proposal_unknown", toHex(unknown)));
  const forged = { ...vote, signature: new Uint8Array(64).fill(1) };
  assert.deepEqual(validateVote(forged, environment), reject("signature_invalid"));
});

test("P3.1 [IGNORE] votes for proposals whose height or round is over", () => {
  for (const open of [
    { height: 6n, round: 0 },
    { height: 5n, round: 3 },
  ]) {
    const environment = testEnvironment();
    const vote = environment.context.vote(environment.context.known());
    environment.context.open = open;
    assert.deepEqual(validateVote(vote, environment), ignore("proposal_over"));
  }
});

test("a seat's votes for one proposal are bounded, and so are a proposal's", () => {
  const environment = testEnvironment({ votesPerSeat: 3, votesPerProposal: 4, votesAssured: 1 });
  const { context } = environment;
  const id = context.known();
  const judge = (seat: number, slot: number): Judgement =>
    validateVote(context.vote(id, { seat, slot }), environment);
  assert.deepEqual(judge(1, 0), ACCEPT);
  assert.deepEqual(judge(1, 1), ACCEPT);
  assert.deepEqual(judge(1, 2), ACCEPT);
  assert.deepEqual(judge(1, 3), ignore("too_many_of_seat"));
  assert.deepEqual(judge(2, 0), ACCEPT);
  // The proposal has enough votes. A seat that has not been heard yet is heard once.
  assert.deepEqual(judge(2, 1), ignore("too_many_of_proposal"));
  assert.deepEqual(judge(3, 0), ACCEPT);
  assert.deepEqual(judge(3, 1), ignore("too_many_of_proposal"));
  const other = context.known({ burnBid: 300n });
  assert.deepEqual(validateVote(context.vote(other, { seat: 1 }), environment), ACCEPT);
});

test("each of 2,048 seats has its assured votes within what a node keeps", () => {
  assert.equal(DEFAULT_LIMITS.votesAssured * SEATS, DEFAULT_LIMITS.votesPerProposal);
});
