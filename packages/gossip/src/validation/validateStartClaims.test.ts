import assert from "node:assert/strict";
import { test } from "node:test";
import { type BatchedClaim, type ClaimBatch, nodeCount, subtree, toHex } from "@trellis/protocol";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, reject, wait } from "../Verdict.ts";
import { validateReveal } from "./validateReveal.ts";
import { validateStartClaims } from "./validateStartClaims.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

/** A revealed proposal whose transcript binds seat 1 to the root and seat 2 to the left leaf. */
async function revealed() {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const entries = [context.entry(id, ROOT, 1), context.entry(id, LEFT, 2)];
  context.commit(id, entries);
  assert.deepEqual(await validateReveal(context.reveal(id, entries), environment), ACCEPT);
  return { environment, context, id };
}

test("R8 the seat that the transcript binds to a node claims it once", async () => {
  const { environment, context, id } = await revealed();
  assert.deepEqual(await validateStartClaims(context.claim(id, ROOT, 1), environment), ACCEPT);
  assert.deepEqual(await validateStartClaims(context.claim(id, LEFT, 2), environment), ACCEPT);
  assert.deepEqual(await validateStartClaims(context.claim(id, LEFT, 2), environment), ignore("known"));
});

test("R8 [REJECT] another seat, a vacant node, a node of no tree, another's key, no seat", async () => {
  const { environment, context, id } = await revealed();
  const judge = (claim: ReturnType<typeof context.claim>) => validateStartClaims(claim, environment);
  assert.deepEqual(await judge(context.claim(id, ROOT, 2)), reject("seat_not_named"));
  assert.deepEqual(await judge(context.claim(id, RIGHT, 2)), reject("seat_not_named"));
  assert.deepEqual(await judge(context.claim(id, { depth: 2, index: 0 }, 2)), reject("node_outside_tree"));
  assert.deepEqual(await judge(context.claim(id, ROOT, 1, 2)), reject("signature_invalid"));
  const [claim] = context.claim(id, LEFT, 1).claims;
  const changed = (fields: Partial<BatchedClaim>): ClaimBatch => ({
    proposalId: id,
    claims: [{ ...claim!, ...fields }],
  });
  assert.deepEqual(await judge(changed({ seat: 2_048 })), reject("seat_out_of_range"));
  assert.deepEqual(await judge(changed({ node: ROOT })), reject("signature_invalid"));
  assert.deepEqual(await judge({ proposalId: id, claims: [] }), reject("claims_malformed"));
  assert.deepEqual(await judge({ proposalId: id, claims: [claim!, claim!] }), reject("claims_malformed"));
});

test("R8 [IGNORE] a seat without key, and a claim after the proof window", async () => {
  const { environment, context, id } = await revealed();
  assert.deepEqual(
    await validateStartClaims(context.claim(id, ROOT, 16), environment),
    ignore("seat_unknown"),
  );
  context.isOver = true;
  assert.deepEqual(
    await validateStartClaims(context.claim(id, ROOT, 1), environment),
    ignore("proof_window_over"),
  );
});

test("R8 [WAIT] for the proposal, its commitment, its transcript; only seats wait for the last", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const claim = context.claim(id, ROOT, 1);
  const unknown = new Uint8Array(32).fill(8);
  const judge = (one: typeof claim) => validateStartClaims(one, environment);
  assert.deepEqual(await judge(context.claim(unknown, ROOT, 1)), wait("proposal_unknown", toHex(unknown)));
  assert.deepEqual(await judge(claim), wait("proposal_not_committed"));
  context.commit(id, [context.entry(id, ROOT, 1)]);
  const early = [{ signer: "seat 1", subject: toHex(id), parts: [0], most: 512 }];
  assert.deepEqual(await judge(claim), wait("transcript_unknown", toHex(id), early));
  assert.deepEqual(
    await validateStartClaims(claim, { ...environment, mayWait: () => false }),
    ignore("signer_full"),
  );
  assert.deepEqual(await judge(context.claim(id, ROOT, 1, 2)), reject("signature_invalid"));
  // The node itself may know the transcript, although gossip has forgotten it.
  context.namedByNode = 1;
  assert.deepEqual(await judge(claim), ACCEPT);
});

test("R8 however many seats claim whatever they like, a proposal has at most a claim a node", async () => {
  const { environment, context, id } = await revealed();
  let accepted = 0;
  for (let seat = 0; seat < 16; seat++) {
    for (const node of subtree(ROOT, 1)) {
      const { result } = await validateStartClaims(context.claim(id, node, seat), environment);
      if (result === "accept") accepted++;
    }
  }
  assert.equal(accepted, 2);
  assert.ok(accepted <= nodeCount(1));
});

test("R8 one message holds the claims of many seats; one bad claim costs its sender the batch, and nobody else a claim", async () => {
  const { environment, context, id } = await revealed();
  const batch = context.claims(id, [
    [ROOT, 1],
    [LEFT, 2],
  ]);
  const bad = { ...batch.claims[1]!, signature: new Uint8Array(64) };
  const forged = { ...batch, claims: batch.claims.with(1, bad) };
  assert.deepEqual(await validateStartClaims(forged, environment), reject("signature_invalid"));
  const others = context.claims(id, [
    [ROOT, 1],
    [LEFT, 1],
  ]);
  assert.deepEqual(await validateStartClaims(others, environment), reject("seat_not_named"));
  assert.deepEqual(await validateStartClaims(batch, environment), ACCEPT);
  assert.deepEqual(await validateStartClaims(batch, environment), ignore("known"));
});

test("R8 who sends some claims of a batch ahead holds back none of the others, nor makes its relays look bad", async () => {
  const { environment, context, id } = await revealed();
  const batch = context.claims(id, [
    [ROOT, 1],
    [LEFT, 2],
  ]);
  assert.deepEqual(await validateStartClaims(context.claim(id, ROOT, 1), environment), ACCEPT);
  // Who does not know the first claim could not tell this batch from a forged one, so it is not relayed.
  const poisoned = { ...batch.claims[0]!, signature: new Uint8Array(64) };
  assert.deepEqual(
    await validateStartClaims({ ...batch, claims: batch.claims.with(0, poisoned) }, environment),
    ignore("signed_otherwise"),
  );
  const before = context.checkedSeatSignatures;
  assert.deepEqual(await validateStartClaims(batch, environment), ACCEPT);
  assert.equal(context.checkedSeatSignatures - before, 1, "only the new claim is checked");
});

test("R8 claims that wait are checked once, however often they are judged", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  context.commit(id, [context.entry(id, ROOT, 1), context.entry(id, LEFT, 2)]);
  const batch = context.claims(id, [
    [ROOT, 1],
    [LEFT, 2],
  ]);
  const of = (seat: number, part: number) => ({
    signer: `seat ${seat}`,
    subject: toHex(id),
    parts: [part],
    most: 512,
  });
  for (let n = 0; n < 3; n++)
    assert.deepEqual(
      await validateStartClaims(batch, environment),
      wait("transcript_unknown", toHex(id), [of(1, 0), of(2, 1)]),
    );
  assert.equal(context.checkedSeatSignatures, 2);
});
