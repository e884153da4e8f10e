import assert from "node:assert/strict";
import { test } from "node:test";
import { type TreeNode, toHex } from "@trellis/protocol";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, reject, type Wait, wait } from "../Verdict.ts";
import { validateNodeProof } from "./validateNodeProof.ts";
import { validateReveal } from "./validateReveal.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const NOBODY = { seat: null, isCommitted: false };
const named = (seat: number) => ({ seat, isCommitted: true });
const rescuer = (seat: number) => ({ seat, isCommitted: false });

/** A revealed proposal whose transcript binds seat 1 to the root and seat 2 to the left leaf. */
async function revealed(limits: Partial<GossipLimits> = {}) {
  const environment = messageEnvironment(limits);
  const { context } = environment;
  const id = context.known();
  const entries = [context.entry(id, ROOT, 1), context.entry(id, LEFT, 2)];
  context.commit(id, entries);
  assert.deepEqual(await validateReveal(context.reveal(id, entries), environment), ACCEPT);
  return { environment, context, id };
}

test("R2 the named seat proves by its vote, any active seat by a rescue vote, each once", async () => {
  const { environment, context, id } = await revealed();
  for (const own of [named(2), rescuer(3), rescuer(4)]) {
    const proof = context.nodeProof(id, LEFT, own);
    assert.deepEqual(await validateNodeProof(proof, environment), ACCEPT);
    assert.deepEqual(await validateNodeProof(proof, environment), ignore("known"));
  }
  const root = context.nodeProof(id, ROOT, named(1), [named(2), rescuer(3)]);
  assert.deepEqual(await validateNodeProof(root, environment), ACCEPT);
});

test("R2 [REJECT] a word with bit 15 names another seat than the transcript, at any node of the subtree", async () => {
  const { environment, context, id } = await revealed();
  for (const proof of [
    context.nodeProof(id, LEFT, named(3)),
    context.nodeProof(id, { depth: 1, index: 1 }, named(2)),
    context.nodeProof(id, ROOT, rescuer(3), [named(4), NOBODY]),
    context.nodeProof(id, ROOT, named(1), [NOBODY, named(2)]),
  ]) {
    assert.deepEqual(await validateNodeProof(proof, environment), reject("seat_not_named"));
  }
});

test("R1, P6.5 [REJECT] words, seat, node, proof or signature are wrong", async () => {
  const { environment, context, id } = await revealed();
  const proof = context.nodeProof(id, LEFT, named(2));
  for (const [wrong, reason] of [
    [{ ...proof, seat: 2_048 }, "seat_out_of_range"],
    [{ ...proof, proof: new Uint8Array() }, "proof_empty"],
    [{ ...proof, node: { depth: 2, index: 0 } }, "node_outside_tree"],
    [{ ...proof, seatWords: new Uint8Array(4) }, "seat_words_malformed"],
    [{ ...proof, seatWords: Uint8Array.of(0x80, 0) }, "seat_words_malformed"],
    [context.nodeProof(id, LEFT, named(2), [NOBODY, NOBODY]), "seat_words_malformed"],
    [{ ...proof, seat: 3 }, "seat_mismatch"],
    [{ ...proof, signature: new Uint8Array(64) }, "signature_invalid"],
    [{ ...proof, proof: Uint8Array.of(1) }, "signature_invalid"],
    [{ ...proof, seatWords: context.nodeProof(id, LEFT, rescuer(2)).seatWords }, "signature_invalid"],
  ] as const) {
    assert.deepEqual(await validateNodeProof(wrong, environment), reject(reason));
  }
  context.proofVerdict = "invalid";
  assert.deepEqual(await validateNodeProof(proof, environment), reject("proof_invalid"));
  context.proofVerdict = "deferred";
  assert.deepEqual(await validateNodeProof(proof, environment), ACCEPT);
});

test("R5 [IGNORE] inactive and unknown seats, and a check that fails here", async () => {
  const { environment, context, id } = await revealed();
  context.inactive.add(5);
  const judge = (seat: number) => validateNodeProof(context.nodeProof(id, LEFT, rescuer(seat)), environment);
  assert.deepEqual(await judge(5), ignore("seat_inactive"));
  assert.deepEqual(await judge(16), ignore("seat_unknown"));
  context.failure = new Error("no prover");
  assert.deepEqual(await judge(3), ignore("proof_unchecked"));
});

test("P6.5 [WAIT] for proposal, commitment, window and transcript", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  const judge = (at: Uint8Array, own = named(2)) =>
    validateNodeProof(context.nodeProof(at, LEFT, own), environment);
  assert.deepEqual(await judge(unknown), wait("proposal_unknown", toHex(unknown)));
  const id = context.known();
  assert.deepEqual(await judge(id), wait("proposal_not_committed"));
  context.commit(id, [context.entry(id, LEFT, 2)]);
  context.revealTime = false;
  assert.deepEqual(await judge(id), wait("window_open"));
  context.revealTime = true;
  const early = (seat: number) => [{ signer: `seat ${seat}`, subject: toHex(id), parts: [1], most: 512 }];
  assert.deepEqual(await judge(id), wait("transcript_unknown", toHex(id), early(2)));
  assert.deepEqual(await judge(id, rescuer(3)), wait("transcript_unknown", toHex(id), early(3)));
  const proof = context.nodeProof(id, LEFT, named(2));
  const full = { ...environment, mayWait: () => false };
  assert.deepEqual(await validateNodeProof(proof, full), ignore("signer_full"));
});

test("cheap checks come first: neither words nor signature of a proof that nobody needs are looked at", async () => {
  const { environment, context, id } = await revealed();
  const proof = context.nodeProof(id, LEFT, named(2));
  const broken = { ...proof, seatWords: new Uint8Array(3), signature: new Uint8Array(64) };
  context.inactive.add(2);
  assert.deepEqual(await validateNodeProof(broken, environment), ignore("seat_inactive"));
  context.inactive.clear();
  assert.deepEqual(await validateNodeProof({ ...broken, seat: 20 }, environment), ignore("seat_unknown"));
  assert.deepEqual(await validateNodeProof(proof, environment), ACCEPT);
  assert.deepEqual(await validateNodeProof(broken, environment), ignore("known"));
});

test("P6.3 after two bad proofs of a seat none of its proofs for the proposal is looked at", async () => {
  const { environment, context, id } = await revealed();
  let checks = 0;
  context.verifyNodeProof = async () => {
    checks++;
    return "invalid";
  };
  const judge = (node: TreeNode, seat: number, fill: number) =>
    validateNodeProof(
      context.nodeProof(id, node, rescuer(seat), [], new Uint8Array(9).fill(fill)),
      environment,
    );
  const RIGHT = { depth: 1, index: 1 };
  assert.deepEqual(await judge(LEFT, 3, 1), reject("proof_invalid"));
  assert.deepEqual(await judge(LEFT, 3, 2), reject("proof_invalid"));
  for (let fill = 3; fill < 20; fill++)
    assert.deepEqual(await judge(RIGHT, 3, fill), ignore("seat_proved_badly"));
  assert.equal(checks, 2);
  assert.deepEqual(await judge(RIGHT, 4, 1), reject("proof_invalid"));
});

test("proofs of a node are bounded, and the named seat is heard all the same", async () => {
  const { environment, context, id } = await revealed({ proofsPerNode: 2 });
  const judge = (own: ReturnType<typeof named>) =>
    validateNodeProof(context.nodeProof(id, LEFT, own), environment);
  assert.deepEqual(await judge(rescuer(3)), ACCEPT);
  assert.deepEqual(await judge(rescuer(4)), ACCEPT);
  for (let seat = 6; seat < 16; seat++) {
    assert.deepEqual(await judge(rescuer(seat)), ignore("too_many_of_node"));
  }
  assert.deepEqual(await judge(named(2)), ACCEPT);
  assert.deepEqual(await judge(rescuer(2)), ignore("known"));
});

test("proofs that come before the reveal take no place of a node's proofs", async () => {
  const environment = messageEnvironment({ proofsPerNode: 1 });
  const { context } = environment;
  const id = context.known();
  context.commit(id, [context.entry(id, LEFT, 2)]);
  const judge = (own: ReturnType<typeof named>) =>
    validateNodeProof(context.nodeProof(id, LEFT, own), environment);
  for (const own of [rescuer(3), rescuer(4), named(2)]) {
    const { result, reason } = (await judge(own)) as Wait;
    assert.deepEqual([result, reason], ["wait", "transcript_unknown"]);
  }
  context.namedByNode = 2;
  assert.deepEqual(await judge(rescuer(3)), ACCEPT);
  assert.deepEqual(await judge(rescuer(4)), ignore("too_many_of_node"));
  assert.deepEqual(await judge(named(2)), ACCEPT);
});
