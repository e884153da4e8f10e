import assert from "node:assert/strict";
import { test } from "node:test";
import type { VoteBatch } from "@trellis/protocol";
import { SEATS, toHex } from "@trellis/protocol";
import { GOSSIP_LIMITS } from "../limits/gossipLimits.ts";
import { bySeat, messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { validateVotes } from "./validateVotes.ts";

const upTo = (end: number, start = 0): number[] => Array.from({ length: end - start }, (_, i) => start + i);

test("P4.2 a batch is accepted once; one with further votes is accepted, too", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  assert.deepEqual(await validateVotes(context.votes(id, 3, upTo(40)), environment), ACCEPT);
  assert.deepEqual(await validateVotes(context.votes(id, 3, upTo(40)), environment), ignore("known"));
  assert.deepEqual(await validateVotes(context.votes(id, 3, [7]), environment), ignore("known"));
  assert.deepEqual(await validateVotes(context.votes(id, 3, upTo(45)), environment), ACCEPT);
});

const VOTE = { seat: 3, depth: 0, index: 0, slot: 0, signature: new Uint8Array(64) };
const breaks: readonly (readonly [string, Partial<VoteBatch>, Judgement])[] = [
  ["P2.1 there is such a seat", { votes: [{ ...VOTE, seat: 2_048 }] }, reject("seat_out_of_range")],
  ["P2.3 the seat has an owner", { votes: [{ ...VOTE, seat: 16 }] }, ignore("seat_unknown")],
  ["P2.2 the seat is active", { votes: [VOTE, { ...VOTE, seat: 5 }] }, ignore("seat_inactive")],
  ["P4.2 there is a vote", { votes: [] }, reject("votes_malformed")],
  ["P4.2 no vote comes twice", { votes: [VOTE, VOTE] }, reject("votes_malformed")],
  ["P4.2 the votes stand in order", { votes: [VOTE, { ...VOTE, seat: 2 }] }, reject("votes_malformed")],
  ["P4.2 no rescue vote", { votes: [{ ...VOTE, slot: 65_535 }] }, reject("votes_malformed")],
  ["P4.2 slots are bounded", { votes: [{ ...VOTE, slot: 512 }] }, ignore("slot_too_high")],
  ["P4.2 scopes lie in the tree", { votes: [{ ...VOTE, depth: 2 }] }, reject("scope_outside_tree")],
  ["P4.2 the votes are signed", { votes: [VOTE] }, reject("signature_invalid")],
];

for (const [rule, fields, expected] of breaks) {
  test(`${rule}: ${JSON.stringify(expected)}`, async () => {
    const environment = messageEnvironment();
    const { context } = environment;
    context.inactive.add(5);
    const batch = { ...context.votes(context.known(), 3, [0]), ...fields };
    assert.deepEqual(await validateVotes(batch, environment), expected);
  });
}

test("P4.2 [REJECT] one vote of many is by another seat, and none of them counts", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const batch = context.votes(id, 3, upTo(70));
  const other = context.votes(id, 4, upTo(70));
  const forged = { ...batch, votes: batch.votes.with(69, { ...other.votes[69]!, seat: 3 }) };
  assert.deepEqual(await validateVotes(forged, environment), reject("signature_invalid"));
  assert.deepEqual(await validateVotes(batch, environment), ACCEPT);
});

test("P4.2 a batch waits for its proposal, but only if its seat signed it", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  const batch = context.votes(unknown, 3, [0, 1]);
  const signed = { signer: "seat 3", subject: toHex(unknown), parts: [0, 1], most: 512 };
  assert.deepEqual(
    await validateVotes(batch, environment),
    wait("proposal_unknown", toHex(unknown), [signed]),
  );
  const forged = bySeat(4, batch);
  assert.deepEqual(await validateVotes(forged, environment), ignore("proposal_unknown"));
});

test("P4.2 an early batch waits only if each of its votes is signed, so that no forged one keeps a true one out", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  const batch = context.votes(unknown, 3, upTo(4));
  const forged = {
    ...batch,
    votes: batch.votes.with(3, { ...batch.votes[3]!, signature: new Uint8Array(64) }),
  };
  assert.deepEqual(await validateVotes(forged, environment), ignore("proposal_unknown"));
  assert.equal((await validateVotes(batch, environment)).result, "wait");
});

test("P4.2 whether a seat's early votes have room is asked before any of them is checked", async () => {
  const environment = { ...messageEnvironment(), mayWait: () => false };
  const { context } = environment;
  const batch = context.votes(new Uint8Array(32).fill(8), 3, upTo(100));
  assert.deepEqual(await validateVotes(batch, environment), ignore("signer_full"));
  assert.equal(context.checkedSeatSignatures, 0);
});

test("true votes of a batch with a bad one are checked once, however often they come with it", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const batch = context.votes(id, 3, upTo(200));
  const bad = {
    ...batch,
    votes: batch.votes.with(199, { ...batch.votes[199]!, signature: new Uint8Array(64) }),
  };
  for (let n = 0; n < 5; n++)
    assert.deepEqual(await validateVotes(bad, environment), reject("signature_invalid"));
  assert.equal(context.checkedSeatSignatures, 199 + 5);
  assert.deepEqual(await validateVotes(batch, environment), ACCEPT);
  assert.equal(context.checkedSeatSignatures, 200 + 5);
});

test("a seat that signs its votes anew each time has as many checked as it may cast", async () => {
  const environment = messageEnvironment({ votesPerSeat: 8 });
  const { context } = environment;
  const id = context.known();
  const batch = context.votes(id, 3, upTo(9));
  const bad = (from: number, to: number) => ({
    ...batch,
    votes: [...batch.votes.slice(from, to), { ...batch.votes[8]!, signature: new Uint8Array(64) }],
  });
  assert.deepEqual(await validateVotes(bad(0, 7), environment), reject("signature_invalid"));
  assert.deepEqual(await validateVotes(bad(4, 8), environment), ignore("too_many_of_seat"));
  assert.deepEqual(await validateVotes(bad(7, 8), environment), ignore("too_many_of_seat"));
  assert.equal(context.checkedSeatSignatures, 8);
});

test("a vote that was accepted is not relayed with another signature: others may not know the first one", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  assert.deepEqual(await validateVotes(context.votes(id, 3, [0]), environment), ACCEPT);
  const batch = context.votes(id, 3, [0, 1]);
  const poisoned = {
    ...batch,
    votes: batch.votes.with(0, { ...batch.votes[0]!, signature: new Uint8Array(64) }),
  };
  assert.deepEqual(await validateVotes(poisoned, environment), ignore("signed_otherwise"));
  assert.deepEqual(await validateVotes(batch, environment), ACCEPT);
});

test("R4 a seat that has rotated its key is not held guilty of votes by the old one", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  context.rotated.add(3);
  assert.deepEqual(await validateVotes(context.votes(id, 3, [0]), environment), ACCEPT);
  const early = context.votes(new Uint8Array(32).fill(8), 3, [0]);
  assert.deepEqual(await validateVotes(early, environment), ignore("proposal_unknown"));
});

test("P3.1, A24 [IGNORE] the round is over, or the proposer has taken its money out", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  context.balances.set(toHex(context.proposal(id)!.proposer), 1_199n);
  const batch = context.votes(id, 3, [0]);
  assert.deepEqual(await validateVotes(batch, environment), ignore("balance_too_low"));
  context.open = { height: 6n, round: 0 };
  assert.deepEqual(await validateVotes(batch, environment), ignore("proposal_over"));
  // L1 holds the escrow of a committed proposal.
  context.open = { height: 5n, round: 2 };
  context.commit(id);
  assert.deepEqual(await validateVotes(batch, environment), ACCEPT);
});

test("a seat's votes for a proposal are bounded, and so are a proposal's", async () => {
  const environment = messageEnvironment({ votesPerSeat: 6, votesPerProposal: 8, votesAssured: 2 });
  const { context } = environment;
  const id = context.known();
  const judge = (seat: number, slots: number[]) => validateVotes(context.votes(id, seat, slots), environment);
  assert.deepEqual(await judge(1, upTo(7)), ignore("too_many_of_seat"));
  assert.deepEqual(await judge(1, upTo(6)), ACCEPT);
  assert.deepEqual(await judge(1, [6]), ignore("too_many_of_seat"));
  assert.deepEqual(await judge(2, upTo(3)), ignore("too_many_of_proposal"));
  // Seats that have not been heard yet are heard with a few votes.
  for (const seat of upTo(10, 2)) assert.deepEqual(await judge(seat, [0, 1]), ACCEPT);
  for (const seat of upTo(10, 2)) assert.deepEqual(await judge(seat, [2]), ignore("too_many_of_proposal"));
  assert.deepEqual(
    await validateVotes(context.votes(context.known({ depth: 2 }), 1, [0]), environment),
    ACCEPT,
  );
});

test("a batch that mostly repeats votes is not relayed, and splitting a batch holds back little of it", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  for (const slot of upTo(90)) await validateVotes(context.votes(id, 3, [slot]), environment);
  assert.deepEqual(await validateVotes(context.votes(id, 3, upTo(100)), environment), ACCEPT);
  assert.deepEqual(
    await validateVotes(context.votes(id, 3, upTo(101)), environment),
    ignore("too_few_new_votes"),
  );
  assert.deepEqual(await validateVotes(context.votes(id, 3, upTo(101, 90)), environment), ACCEPT);
});

test("each of 2,048 seats has its assured votes within what a node keeps", () => {
  assert.equal(GOSSIP_LIMITS.votesAssured * SEATS, GOSSIP_LIMITS.votesPerProposal);
});

test("P4.2 one message holds the votes of many seats, each signed by its own key", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const batch = context.votesOf(id, [1, 3, 4], [0, 1]);
  assert.deepEqual(await validateVotes(batch, environment), ACCEPT);
  assert.equal(context.checkedSeatSignatures, 6);
  assert.deepEqual(await validateVotes(batch, environment), ignore("known"));
  assert.deepEqual(await validateVotes(context.votes(id, 3, [0]), environment), ignore("known"));
});

test("P4.2 [REJECT] one bad vote among those of many seats costs its sender the batch, and nobody else a vote", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const batch = context.votesOf(id, upTo(8), upTo(8));
  const bad = { ...batch.votes[63]!, signature: new Uint8Array(64) };
  const forged = { ...batch, votes: batch.votes.with(63, bad) };
  for (let n = 0; n < 3; n++)
    assert.deepEqual(await validateVotes(forged, environment), reject("signature_invalid"));
  assert.equal(context.checkedSeatSignatures, 63 + 3, "the good ones are checked once");
  for (const seat of upTo(8))
    assert.deepEqual(await validateVotes(context.votes(id, seat, upTo(8)), environment), ACCEPT);
  assert.equal(context.checkedSeatSignatures, 64 + 3);
});

test("who sends parts of a batch of many seats ahead holds back no seat, and little of the others", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const batch = context.votesOf(id, upTo(8), upTo(16));
  const judge = (from: number, to: number) =>
    validateVotes({ ...batch, votes: batch.votes.slice(from, to) }, environment);
  assert.deepEqual(await judge(0, 112), ACCEPT);
  assert.deepEqual(await judge(0, 128), ACCEPT, "the last seat was not heard yet");
  const more = context.votesOf(id, upTo(8), upTo(32));
  assert.deepEqual(await validateVotes({ ...more, votes: more.votes.slice(0, 249) }, environment), ACCEPT);
  assert.deepEqual(await validateVotes(more, environment), ignore("too_few_new_votes"));
});

test("the votes of a full proposal: seats are heard with a few votes each, on the average of their batch", async () => {
  const environment = messageEnvironment({ votesPerProposal: 8, votesAssured: 2 });
  const { context } = environment;
  const id = context.known();
  assert.deepEqual(await validateVotes(context.votes(id, 1, upTo(8)), environment), ACCEPT);
  const many = context.votesOf(id, [2, 3], upTo(3));
  assert.deepEqual(await validateVotes(many, environment), ignore("too_many_of_proposal"));
  const few = { ...many, votes: many.votes.filter(({ seat, slot }) => seat === 2 || slot === 0) };
  assert.deepEqual(await validateVotes(few, environment), ACCEPT);
  assert.deepEqual(
    await validateVotes(context.votes(id, 2, upTo(4)), environment),
    ignore("too_many_of_proposal"),
  );
});

test("P4.2 an early batch of many seats waits for each of them", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  const batch = context.votesOf(unknown, [3, 4], [0, 1]);
  const of = (seat: number) => ({
    signer: `seat ${seat}`,
    subject: toHex(unknown),
    parts: [0, 1],
    most: 512,
  });
  assert.deepEqual(
    await validateVotes(batch, environment),
    wait("proposal_unknown", toHex(unknown), [of(3), of(4)]),
  );
});

test("a check that fails says nothing about the votes: they are checked when they come again", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const batch = context.votesOf(context.known(), [3, 4], [0]);
  context.failure = new Error("the thread died");
  await assert.rejects(validateVotes(batch, environment), /thread died/);
  context.failure = undefined;
  assert.deepEqual(await validateVotes(batch, environment), ACCEPT);
});
