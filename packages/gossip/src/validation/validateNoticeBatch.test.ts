import assert from "node:assert/strict";
import { test } from "node:test";
import { type NoticeBatch, type ProofNotice, type TreeNode, toHex } from "@trellis/protocol";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, reject, type Wait, wait } from "../Verdict.ts";
import { validateNoticeBatch } from "./validateNoticeBatch.ts";
import { validateReveal } from "./validateReveal.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

/** A revealed proposal whose transcript binds seat 1 to the root and seat 2 to the left leaf. */
async function revealed(limits: Partial<GossipLimits> = {}) {
  const environment = messageEnvironment(limits);
  const { context } = environment;
  const id = context.known();
  const entries = [context.entry(id, ROOT, 1), context.entry(id, LEFT, 2)];
  context.commit(id, entries);
  assert.deepEqual(await validateReveal(context.reveal(id, entries), environment), ACCEPT);
  const judge = (...notices: ProofNotice[]) => validateNoticeBatch({ proposalId: id, notices }, environment);
  const notice = (node: TreeNode, seat: number, fill?: number) => context.notice(id, node, seat, fill);
  return { environment, context, id, judge, notice };
}

test("P6.5 bound seats and others tell of their proofs, each once", async () => {
  const { judge, notice } = await revealed();
  for (const seat of [2, 3, 4]) {
    assert.deepEqual(await judge(notice(LEFT, seat)), ACCEPT);
    assert.deepEqual(await judge(notice(LEFT, seat)), ignore("known"));
  }
  const many = [notice(ROOT, 1), notice(LEFT, 5), notice(RIGHT, 5)];
  assert.deepEqual(await judge(...many), ACCEPT);
  assert.deepEqual(await judge(...many), ignore("known"));
});

test("P6.5 [REJECT] a seat, node, form or signature that is wrong", async () => {
  const { context, judge, notice } = await revealed();
  const good = notice(LEFT, 2);
  for (const [wrong, reason] of [
    [[{ ...good, seat: 2_048 }], "seat_out_of_range"],
    [[], "notices_malformed"],
    [[good, good], "notices_malformed"],
    [[good, notice(ROOT, 1)], "notices_malformed"],
    [[{ ...good, node: { depth: 2, index: 0 } }], "node_outside_tree"],
    [[{ ...good, seat: 3 }], "signature_invalid"],
    [[{ ...good, node: RIGHT }], "signature_invalid"],
    [[{ ...good, proofHash: new Uint8Array(32) }], "signature_invalid"],
    [[{ ...good, seatWordsHash: new Uint8Array(32) }], "signature_invalid"],
    [[{ ...good, signature: new Uint8Array(64) }], "signature_invalid"],
    [[context.notice(context.known({ burnBid: 300n }), LEFT, 2)], "signature_invalid"],
  ] as const) {
    assert.deepEqual(await judge(...wrong), reject(reason));
  }
  assert.deepEqual(await judge(good), ACCEPT);
});

test("R5, P3.2 [IGNORE] inactive and unknown seats, and notices after the proof window", async () => {
  const { context, judge, notice } = await revealed();
  context.inactive.add(5);
  assert.deepEqual(await judge(notice(LEFT, 3), notice(LEFT, 5)), ignore("seat_inactive"));
  assert.deepEqual(await judge(notice(LEFT, 3), notice(LEFT, 16)), ignore("seat_unknown"));
  context.isOver = true;
  assert.deepEqual(await judge(notice(LEFT, 3)), ignore("proof_window_over"));
  context.isOver = false;
  assert.deepEqual(await judge(notice(LEFT, 3)), ACCEPT);
});

test("P6.5 [WAIT] for proposal, commitment, window and transcript; only seats wait for the last", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  const judge = (batch: NoticeBatch, own = environment) => validateNoticeBatch(batch, own);
  assert.deepEqual(
    await judge(context.notices(unknown, [[LEFT, 2]])),
    wait("proposal_unknown", toHex(unknown)),
  );
  const id = context.known();
  const batch = context.notices(id, [
    [ROOT, 3],
    [LEFT, 2],
    [LEFT, 3],
  ]);
  assert.deepEqual(await judge(batch), wait("proposal_not_committed"));
  context.commit(id, [context.entry(id, LEFT, 2)]);
  context.revealTime = false;
  assert.deepEqual(await judge(batch), wait("window_open"));
  context.revealTime = true;
  const of = (seat: number, parts: number[]) => ({
    signer: `seat ${seat}`,
    subject: toHex(id),
    parts,
    most: 512,
  });
  const before = context.checkedSeatSignatures;
  for (let n = 0; n < 3; n++) {
    assert.deepEqual(await judge(batch), wait("transcript_unknown", toHex(id), [of(3, [0, 1]), of(2, [1])]));
  }
  assert.equal(context.checkedSeatSignatures - before, 3, "each signature is checked once");
  assert.deepEqual(await judge(batch, { ...environment, mayWait: () => false }), ignore("signer_full"));
  const forged = { ...batch.notices[0]!, signature: new Uint8Array(64) };
  assert.deepEqual(
    await judge({ ...batch, notices: batch.notices.with(0, forged) }),
    reject("signature_invalid"),
  );
  // The node itself may know the transcript, although gossip has forgotten it.
  context.namedByNode = 2;
  assert.deepEqual(await judge(batch), ACCEPT);
});

test("cheap checks come first: no signature is looked at of a notice that nobody needs", async () => {
  const { context, judge, notice } = await revealed();
  const good = notice(LEFT, 2);
  context.inactive.add(2);
  const broken = { ...good, signature: new Uint8Array(64) };
  assert.deepEqual(await judge(broken), ignore("seat_inactive"));
  context.inactive.clear();
  const before = context.checkedSeatSignatures;
  assert.deepEqual(await judge(good), ACCEPT);
  assert.deepEqual(await judge(good), ignore("known"));
  assert.equal(context.checkedSeatSignatures - before, 1);
});

test("a seat that has lost its proof tells of another one, once", async () => {
  const { judge, notice } = await revealed();
  assert.deepEqual(await judge(notice(LEFT, 2, 1)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 2, 2)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 2, 3)), ignore("proven_too_often"));
  assert.deepEqual(await judge(notice(LEFT, 2, 1)), ignore("known"));
  assert.deepEqual(await judge(notice(ROOT, 2, 1)), ACCEPT, "at another node it is heard");
});

test("known hashes under another signature, or another proof under a known signature, are no repeats", async () => {
  const { judge, notice } = await revealed();
  const good = notice(LEFT, 2);
  assert.deepEqual(await judge(good), ACCEPT);
  // Peers that do not know the notice could not tell such a batch from a forged one, and would blame who relays it.
  const changed = { ...good, proofHash: new Uint8Array(32).fill(1) };
  assert.deepEqual(await judge(changed, notice(LEFT, 3)), reject("signature_invalid"));
  assert.deepEqual(
    await judge({ ...good, signature: new Uint8Array(64) }, notice(LEFT, 3)),
    reject("signature_invalid"),
  );
});

test("a liar's notices do not crowd out the bound seat's", async () => {
  const { judge, notice } = await revealed({ noticesPerNode: 2 });
  assert.deepEqual(await judge(notice(LEFT, 3)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 4)), ACCEPT);
  for (let seat = 5; seat < 16; seat++)
    assert.deepEqual(await judge(notice(LEFT, seat)), ignore("too_many_of_node"));
  assert.deepEqual(await judge(notice(LEFT, 2, 1)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 2, 2)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 5)), ignore("too_many_of_node"));
});

test("the bound seat takes no place of the others", async () => {
  const { judge, notice } = await revealed({ noticesPerNode: 1 });
  assert.deepEqual(await judge(notice(LEFT, 2)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 3)), ACCEPT);
  assert.deepEqual(await judge(notice(LEFT, 4)), ignore("too_many_of_node"));
});

test("a seat proves so many nodes of a proposal that it is not bound to, and those that it is bound to", async () => {
  const { context, environment, judge, notice } = await revealed({ rescuesPerSeat: 1 });
  assert.deepEqual(await judge(notice(RIGHT, 2)), ACCEPT);
  assert.deepEqual(await judge(notice(ROOT, 2)), ignore("too_many_of_seat"));
  assert.deepEqual(await judge(notice(RIGHT, 2, 6)), ACCEPT, "a node that it has proven counts once");
  assert.deepEqual(await judge(notice(LEFT, 2)), ACCEPT);
  const other = context.known({ burnBid: 300n });
  context.commit(other, []);
  context.namedByNode = null;
  assert.deepEqual(
    await validateNoticeBatch(context.notices(other, [[RIGHT, 2]]), environment),
    ACCEPT,
    "of another proposal it is heard",
  );
});

test("who sends parts of a batch ahead holds back none of the others", async () => {
  const { context, judge, notice } = await revealed();
  const batch = [notice(ROOT, 1), notice(LEFT, 2), notice(RIGHT, 3)];
  assert.deepEqual(await judge(batch[0]!), ACCEPT);
  assert.deepEqual(await judge(batch[0]!, batch[1]!), ACCEPT);
  const before = context.checkedSeatSignatures;
  assert.deepEqual(await judge(...batch), ACCEPT);
  assert.equal(context.checkedSeatSignatures - before, 1, "only the new notice is checked");
});

test("a batch passes for one notice within the limits; one beyond them is signed all the same, and takes no place; two are too many", async () => {
  const { judge, notice } = await revealed({ rescuesPerSeat: 1, noticesPerNode: 1 });
  assert.deepEqual(await judge(notice(RIGHT, 3)), ACCEPT);
  const excess = [notice(RIGHT, 4), notice(RIGHT, 5)];
  assert.deepEqual(await judge(...excess), ignore("too_many_of_node"));
  const forged = { ...notice(RIGHT, 5), signature: new Uint8Array(64) };
  assert.deepEqual(await judge(notice(LEFT, 4), forged), reject("signature_invalid"));
  assert.deepEqual(await judge(notice(LEFT, 4), ...excess), ignore("too_many_of_node"));
  assert.deepEqual(await judge(notice(LEFT, 4), excess[1]!), ACCEPT);
  assert.deepEqual(await judge(...excess), ignore("too_many_of_node"));
  // Seat 5 has a place left: its excess notice took none.
  assert.deepEqual(await judge(notice(ROOT, 5)), ACCEPT);
});

test("notices that come before the reveal take no place of a node's notices", async () => {
  const environment = messageEnvironment({ noticesPerNode: 1 });
  const { context } = environment;
  const id = context.known();
  context.commit(id, [context.entry(id, LEFT, 2)]);
  const judge = (seat: number) => validateNoticeBatch(context.notices(id, [[LEFT, seat]]), environment);
  for (const seat of [3, 4, 2]) {
    const { result, reason } = (await judge(seat)) as Wait;
    assert.deepEqual([result, reason], ["wait", "transcript_unknown"]);
  }
  context.namedByNode = 2;
  assert.deepEqual(await judge(3), ACCEPT);
  assert.deepEqual(await judge(4), ignore("too_many_of_node"));
  assert.deepEqual(await judge(2), ACCEPT);
});

test("one bad notice costs its sender the batch, and nobody else a notice", async () => {
  const { judge, notice } = await revealed();
  const forged = { ...notice(RIGHT, 4), signature: new Uint8Array(64) };
  assert.deepEqual(await judge(notice(LEFT, 3), forged), reject("signature_invalid"));
  assert.deepEqual(await judge(notice(LEFT, 3)), ACCEPT);
  assert.deepEqual(await judge(notice(RIGHT, 4)), ACCEPT);
});

test("a check that fails says nothing about the notices: they are checked when they come again", async () => {
  const { context, judge, notice } = await revealed();
  context.failure = new Error("the thread died");
  await assert.rejects(judge(notice(LEFT, 3)), /thread died/);
  context.failure = undefined;
  assert.deepEqual(await judge(notice(LEFT, 3)), ACCEPT);
});
