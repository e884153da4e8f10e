import assert from "node:assert/strict";
import { test } from "node:test";
import { proposalId } from "@trellis/protocol";
import fc from "fast-check";
import { GOSSIP_LIMITS, type GossipLimits } from "../limits/gossipLimits.ts";
import { FakeGossipContext } from "../testing/FakeGossipContext.ts";
import { TOPIC_CODECS, TOPIC_NAMES } from "../topics.ts";
import { ACCEPT, ignore, reject } from "../Verdict.ts";
import { TopicGate } from "./TopicGate.ts";

const ROOT = { depth: 0, index: 0 };
/** Resolves when so many messages wait. */
async function waiting(gate: TopicGate, count: number): Promise<void> {
  while (gate.waiting < count) await new Promise((resolve) => setImmediate(resolve));
}

function testGate(limits: Partial<GossipLimits> = {}) {
  const context = new FakeGossipContext();
  const reported: unknown[] = [];
  const gate = new TopicGate(
    { context, metrics: { judged() {} }, report: (error) => reported.push(error) },
    { ...GOSSIP_LIMITS, ...limits },
  );
  return { context, gate, reported };
}

test("random bytes are accepted on no topic and throw nowhere", async () => {
  const { gate, reported } = testGate({ waiting: { ...GOSSIP_LIMITS.waiting, messages: 0 } });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TOPIC_NAMES),
      fc.uint8Array({ maxLength: 400 }),
      async (name, bytes) => {
        const { verdict } = await gate.judge(name, { bytes: bytes, from: "peer" });
        assert.notEqual(verdict.result, "accept");
      },
    ),
    { numRuns: 500 },
  );
  assert.deepEqual(reported, []);
});

test("[REJECT] more bytes than the topic's largest message", async () => {
  const { gate } = testGate();
  for (const name of TOPIC_NAMES) {
    const bytes = new Uint8Array(TOPIC_CODECS[name].maxBytes + 1);
    assert.deepEqual((await gate.judge(name, { bytes: bytes, from: "peer" })).verdict, reject("malformed"));
  }
});

test("messages that come before what they depend on are accepted in the end", async () => {
  const { context, gate, reported } = testGate();
  const message = context.signed();
  const id = proposalId(context.domain, message.proposal);
  const entries = [context.entry(id, ROOT, 1)];
  const votes = gate.judge("votes", {
    bytes: TOPIC_CODECS.votes.encode(context.votes(id, 1, [0])),
    from: "peer",
  });
  const claim = gate.judge("start_claims", {
    bytes: TOPIC_CODECS.start_claims.encode(context.claim(id, ROOT, 1)),
    from: "peer",
  });
  const reveal = gate.judge("reveal", {
    bytes: TOPIC_CODECS.reveal.encode(context.reveal(id, entries)),
    from: "peer",
  });
  const proven = gate.judge("proof_notices", {
    bytes: TOPIC_CODECS.proof_notices.encode(context.notices(id, [[ROOT, 1]])),
    from: "peer",
  });
  await waiting(gate, 4);

  const proposal = await gate.judge("proposal", {
    bytes: TOPIC_CODECS.proposal.encode(message),
    from: "peer",
  });
  assert.deepEqual(proposal.verdict, ACCEPT);
  gate.proposalArrived(id);
  assert.deepEqual((await votes).verdict, ACCEPT);
  context.commit(id, entries);
  gate.contextChanged();
  assert.deepEqual((await reveal).verdict, ACCEPT);
  gate.proposalArrived(id);
  assert.deepEqual((await claim).verdict, ACCEPT);
  assert.deepEqual((await proven).verdict, ACCEPT);
  assert.deepEqual(reported, []);
});

test("the parts of the node's own messages are not checked again; repeats and turns are", async () => {
  const { context, gate } = testGate();
  const id = context.known();
  const entries = [{ ...context.entry(id, ROOT, 1), signature: new Uint8Array(64) }];
  context.commit(id, entries);
  context.orderCommitment = () => Promise.reject(new Error("checked twice"));
  context.firstForged = () => Promise.reject(new Error("checked twice"));
  context.turn = context.now() + 1n;
  const reveal = context.reveal(id, entries);
  assert.deepEqual(await gate.judgeOwn("reveal", reveal), ignore("turn_not_come"));
  context.turn = context.now();
  assert.deepEqual(await gate.judgeOwn("reveal", reveal), ACCEPT);
  const { claims, proposalId } = context.claim(id, ROOT, 1);
  const claim = { proposalId, claims: [{ ...claims[0]!, signature: new Uint8Array(64) }] };
  assert.deepEqual(await gate.judgeOwn("start_claims", claim), ACCEPT);
  assert.deepEqual(await gate.judgeOwn("start_claims", claim), ignore("known"));
  const notice = { ...context.notice(id, ROOT, 1), signature: new Uint8Array(64) };
  const told = { proposalId, notices: [notice] };
  assert.deepEqual(await gate.judgeOwn("proof_notices", told), ACCEPT);
  assert.deepEqual(await gate.judgeOwn("proof_notices", told), ignore("known"));
});
