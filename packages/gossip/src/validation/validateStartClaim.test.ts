import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCount, subtree, toHex } from "@trellis/protocol";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, reject, wait } from "../Verdict.ts";
import { validateReveal } from "./validateReveal.ts";
import { validateStartClaim } from "./validateStartClaim.ts";

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
  assert.deepEqual(validateStartClaim(context.claim(id, ROOT, 1), environment), ACCEPT);
  assert.deepEqual(validateStartClaim(context.claim(id, LEFT, 2), environment), ACCEPT);
  assert.deepEqual(validateStartClaim(context.claim(id, LEFT, 2), environment), ignore("known"));
});

test("R8 [REJECT] another seat, a vacant node, a node of no tree, another's key, no seat", async () => {
  const { environment, context, id } = await revealed();
  const judge = (claim: ReturnType<typeof context.claim>) => validateStartClaim(claim, environment);
  assert.deepEqual(judge(context.claim(id, ROOT, 2)), reject("seat_not_named"));
  assert.deepEqual(judge(context.claim(id, RIGHT, 2)), reject("seat_not_named"));
  assert.deepEqual(judge(context.claim(id, { depth: 2, index: 0 }, 2)), reject("node_outside_tree"));
  assert.deepEqual(judge(context.claim(id, ROOT, 1, 2)), reject("signature_invalid"));
  assert.deepEqual(judge({ ...context.claim(id, ROOT, 1), seat: 2_048 }), reject("seat_out_of_range"));
  const moved = { ...context.claim(id, LEFT, 1), node: ROOT };
  assert.deepEqual(judge(moved), reject("signature_invalid"));
});

test("R8 [IGNORE] a seat without key, and a claim after the proof window", async () => {
  const { environment, context, id } = await revealed();
  assert.deepEqual(validateStartClaim(context.claim(id, ROOT, 16), environment), ignore("seat_unknown"));
  context.isOver = true;
  assert.deepEqual(validateStartClaim(context.claim(id, ROOT, 1), environment), ignore("proof_window_over"));
});

test("R8 [WAIT] for the proposal, its commitment, its transcript; only seats wait for the last", () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const id = context.known();
  const claim = context.claim(id, ROOT, 1);
  const unknown = new Uint8Array(32).fill(8);
  const judge = (one: typeof claim) => validateStartClaim(one, environment);
  assert.deepEqual(judge(context.claim(unknown, ROOT, 1)), wait("proposal_unknown", toHex(unknown)));
  assert.deepEqual(judge(claim), wait("proposal_not_committed"));
  context.commit(id, [context.entry(id, ROOT, 1)]);
  const early = { signer: "seat 1", subject: toHex(id), parts: [0], most: 512 };
  assert.deepEqual(judge(claim), wait("transcript_unknown", toHex(id), early));
  assert.deepEqual(
    validateStartClaim(claim, { ...environment, mayWait: () => false }),
    ignore("signer_full"),
  );
  assert.deepEqual(judge(context.claim(id, ROOT, 1, 2)), reject("signature_invalid"));
  // The node itself may know the transcript, although gossip has forgotten it.
  context.namedByNode = 1;
  assert.deepEqual(judge(claim), ACCEPT);
});

test("R8 however many seats claim whatever they like, a proposal has at most a claim a node", async () => {
  const { environment, context, id } = await revealed();
  let accepted = 0;
  for (let seat = 0; seat < 16; seat++) {
    for (const node of subtree(ROOT, 1)) {
      if (validateStartClaim(context.claim(id, node, seat), environment).result === "accept") accepted++;
    }
  }
  assert.equal(accepted, 2);
  assert.ok(accepted <= nodeCount(1));
});
