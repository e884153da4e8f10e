import assert from "node:assert/strict";
import { test } from "node:test";
import { NODE_PROOF_WIRE, noticeDigest, noticeOf, toHex } from "@trellis/protocol";
import { FakeGossipContext } from "../testing/FakeGossipContext.ts";
import { decodeRequest, encodeRequest, proofIn, REQUEST_BYTES } from "./requests.ts";

const context = new FakeGossipContext();
const id = context.known();
const proof = context.nodeProof(id, { depth: 1, index: 0 }, { seat: 3, isCommitted: false });
const notice = noticeOf(proof);
const name = toHex(noticeDigest(context.domain, id, notice));
const wanted = { id: name, proposalId: id, notice };

test("a request names a proof, and says how far it may go", () => {
  const bytes = encodeRequest({ id: name, hops: 6 });
  assert.equal(bytes.length, REQUEST_BYTES);
  assert.deepEqual(decodeRequest(bytes), { id: name, hops: 6 });
});

test("an answer is the proof that the notice tells of, or nothing", () => {
  assert.deepEqual(proofIn(NODE_PROOF_WIRE.encode(proof), wanted), proof);
  for (const wrong of [
    { ...proof, proof: Uint8Array.of(1) },
    { ...proof, proposalId: new Uint8Array(32) },
    { ...proof, node: { depth: 1, index: 1 } },
    context.nodeProof(id, proof.node, { seat: 4, isCommitted: false }),
    context.nodeProof(id, proof.node, { seat: 3, isCommitted: true }),
  ]) {
    assert.equal(proofIn(NODE_PROOF_WIRE.encode(wrong), wanted), undefined);
  }
  assert.equal(proofIn(new Uint8Array(5), wanted), undefined);
});

test("a seat that signs a proof twice makes nobody a liar: the proof gets the signature of the notice", () => {
  const twice = { ...proof, signature: new Uint8Array(64).fill(9) };
  assert.deepEqual(proofIn(NODE_PROOF_WIRE.encode(twice), wanted), proof);
});
