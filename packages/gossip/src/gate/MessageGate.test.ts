import assert from "node:assert/strict";
import { test } from "node:test";
import { proposalId, type TopicMessage, type TopicName, WIRE } from "@trellis/protocol";
import fc from "fast-check";
import { TOPIC_NAMES } from "../host/topics.ts";
import { DEFAULT_LIMITS, type GossipLimits } from "../limits/GossipLimits.ts";
import { FakeContext } from "../testing/FakeContext.ts";
import { ACCEPT, ignore, reject } from "../Verdict.ts";
import { type Judged, MessageGate } from "./MessageGate.ts";

function testGate(limits: Partial<GossipLimits> = {}) {
  const context = new FakeContext();
  const reported: unknown[] = [];
  const counted: string[] = [];
  const gate = new MessageGate(
    {
      context,
      metrics: {
        judged: (topic, result, reason) => counted.push(`${topic} ${result} ${reason}`),
        dropped() {},
        peers() {},
        banned() {},
      },
      report: (error) => reported.push(error),
    },
    { ...DEFAULT_LIMITS, ...limits },
  );
  const judge = <Name extends TopicName>(
    name: Name,
    message: TopicMessage<Name>,
    from: string | undefined = "peer",
  ): Promise<Judged<Name>> =>
    gate.judge(name, (WIRE[name].encode as (value: TopicMessage<Name>) => Uint8Array)(message), from);
  return { context, gate, judge, reported, counted };
}

/** Lets whatever is runnable run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("random bytes are rejected on every topic and throw nowhere", async () => {
  const { gate, reported } = testGate();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TOPIC_NAMES),
      fc.uint8Array({ maxLength: 400 }),
      async (name, bytes) => {
        const { verdict } = await gate.judge(name, bytes, "peer");
        assert.notEqual(verdict.result, "accept");
        // A message that decodes by chance may be no more than unknown here.
        if (verdict.result === "reject") return;
        WIRE[name].decode(bytes);
      },
    ),
    { numRuns: 2_000 },
  );
  gate.close();
  assert.deepEqual(reported, []);
});

test("a valid message with any bit flipped is never accepted, unless the bit is not signed", async () => {
  const fixture = testGate();
  const { context } = fixture;
  const id = context.known();
  context.commit(id);
  const node = { depth: 0, index: 0 };
  const messages: { readonly [Name in TopicName]: Uint8Array } = {
    transaction: WIRE.transaction.encode(context.transfer()),
    proposal: WIRE.proposal.encode(context.signed({ burnBid: 250n })),
    vote: WIRE.vote.encode(context.vote(id)),
    transcript: WIRE.transcript.encode(context.transcript(id, [context.entry(id, node, 1)])),
    reveal: WIRE.reveal.encode(context.reveal(id)),
    node_proof: WIRE.node_proof.encode(context.nodeProof(id, node)),
  };
  // The fake ledger looks at a transfer's first signature byte only, and at account, nonce and signature of a reveal's.
  const signedTopics = TOPIC_NAMES.filter((name) => name !== "transaction" && name !== "reveal");
  context.commit(id, WIRE.transcript.decode(messages.transcript));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...signedTopics), fc.nat(), async (name, at) => {
      const {
        gate,
        context: view,
        reported,
      } = testGate({ waiting: { ...DEFAULT_LIMITS.waiting, messages: 0 } });
      view.commitments = context.commitments;
      view.proposals = context.proposals;
      const flipped = messages[name].slice();
      flipped[at % flipped.length]! ^= 1 << (at % 8);
      const { verdict } = await gate.judge(name, flipped, "peer");
      assert.notEqual(verdict.result, "accept");
      assert.deepEqual((await gate.judge(name, messages[name], "peer")).verdict, ACCEPT);
      assert.deepEqual(reported, []);
    }),
    { numRuns: 400 },
  );
});

test("random fields in well-formed messages throw nowhere", async () => {
  const { context, gate, reported } = testGate({ waiting: { ...DEFAULT_LIMITS.waiting, messages: 0 } });
  const id = context.known({ depth: 11 });
  context.commit(id);
  const node = fc.record({ depth: fc.nat(255), index: fc.nat(65_535) });
  const scope = fc.record({ depth: fc.nat(255), index: fc.nat(65_535), slot: fc.nat(65_535) });
  const seat = fc.nat(65_534);
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const ids = fc.oneof(fc.constant(id), bytes(32));
  const encoded = fc.oneof(
    fc
      .record({ proposalId: ids, seat, signature: bytes(64), scope })
      .map(({ scope: at, ...rest }) => ["vote", WIRE.vote.encode({ ...rest, ...at })] as const),
    fc
      .record({
        proposalId: ids,
        transcriptRoot: bytes(32),
        bitmapHash: bytes(32),
        signature: bytes(65),
        entries: fc.array(fc.record({ node, seat, vote: scope, signature: bytes(64) }), { maxLength: 20 }),
      })
      .map((value) => ["transcript", WIRE.transcript.encode(value)] as const),
    fc
      .record({
        proposalId: ids,
        node,
        seat,
        contributions: fc.array(fc.record({ node, seat: fc.option(seat), vote: scope }), { maxLength: 20 }),
        voteSignature: bytes(64),
        proof: fc.uint8Array({ maxLength: 64 }),
        signature: bytes(64),
      })
      .map((value) => ["node_proof", WIRE.node_proof.encode(value)] as const),
    fc
      .record({
        height: fc.bigInt(0n, 2n ** 64n - 1n),
        round: fc.nat(),
        parent: bytes(32),
        depth: fc.nat(255),
        orderCommitment: bytes(32),
        proverShareBps: fc.nat(65_535),
        burnBid: fc.bigInt(0n, 2n ** 128n - 1n),
        proposer: bytes(20),
        expiry: fc.bigInt(0n, 2n ** 64n - 1n),
      })
      .chain((proposal) => bytes(65).map((signature) => ({ proposal, signature })))
      .map((value) => ["proposal", WIRE.proposal.encode(value)] as const),
  );
  await fc.assert(
    fc.asyncProperty(encoded, async ([name, message]) => {
      const { verdict } = await gate.judge(name, message, "peer");
      assert.notEqual(verdict.result, "accept");
      assert.deepEqual(reported, []);
    }),
    { numRuns: 1_000 },
  );
});

test("[REJECT] more bytes than the topic's largest message, no bytes, bytes too many", async () => {
  const { context, gate } = testGate();
  const vote = WIRE.vote.encode(context.vote(context.known()));
  for (const [name, bytes] of [
    ["vote", new Uint8Array(WIRE.vote.maxBytes + 1)],
    ["vote", new Uint8Array()],
    ["vote", new Uint8Array([...vote, 0])],
    ["reveal", new Uint8Array(WIRE.reveal.maxBytes + 1)],
    ["proposal", vote],
  ] as const) {
    assert.deepEqual((await gate.judge(name, bytes, "peer")).verdict, reject("malformed"));
  }
  assert.deepEqual((await gate.judge("vote", vote, "peer")).verdict, ACCEPT);
});

test("a vote waits for its proposal and is accepted when that arrives, not before", async () => {
  const { context, gate, judge, counted } = testGate();
  const message = context.signed();
  const id = proposalId(context.domain, message.proposal);
  const vote = judge("vote", context.vote(id));
  await settle();
  assert.equal(gate.waiting, 1);
  gate.proposalArrived(new Uint8Array(32));
  gate.contextChanged();
  await settle();
  assert.equal(gate.waiting, 1);
  assert.deepEqual((await judge("proposal", message)).verdict, ACCEPT);
  gate.proposalArrived(id);
  assert.deepEqual(await vote, { verdict: ACCEPT, message: context.vote(id) });
  assert.equal(gate.waiting, 0);
  assert.deepEqual(counted, ["proposal accept ok", "vote accept ok"]);
});

test("a message that waits for L1 is judged again when the view changes, and can still turn out bad", async () => {
  const { context, gate, judge } = testGate();
  const id = context.known();
  const good = judge("reveal", context.reveal(id));
  const bad = judge("reveal", context.reveal(id, { transactions: [] }));
  await settle();
  assert.equal(gate.waiting, 2);
  context.commit(id);
  context.revealTime = false;
  gate.contextChanged();
  await settle();
  assert.equal(gate.waiting, 2);
  context.revealTime = true;
  gate.contextChanged();
  assert.deepEqual((await good).verdict, ACCEPT);
  // Which of the two came first decides whether the other is wrong or late.
  assert.notEqual((await bad).verdict.result, "accept");
});

test("a waiting message is ignored for its reason when time is up, and at the end", async () => {
  const soon = testGate({ waiting: { ...DEFAULT_LIMITS.waiting, milliseconds: 5 } });
  const unknown = new Uint8Array(32).fill(8);
  const late = await soon.judge("vote", soon.context.vote(unknown));
  assert.deepEqual(late.verdict, ignore("proposal_unknown"));

  const { context, gate, judge } = testGate();
  const vote = judge("vote", context.vote(unknown));
  await settle();
  gate.close();
  assert.deepEqual((await vote).verdict, ignore("proposal_unknown"));
  assert.deepEqual((await judge("vote", context.vote(unknown))).verdict, ignore("proposal_unknown"));
});

test("waiting is bounded by messages, by messages and bytes of a peer, and by bytes", async () => {
  const size = WIRE.vote.maxBytes;
  const unknown = new Uint8Array(32).fill(8);
  for (const [waiting, ofFirst, ofSecond] of [
    [{ messages: 3 }, 3, 0],
    [{ messagesPerPeer: 2 }, 2, 2],
    [{ bytes: 3 * size + 1 }, 3, 0],
    [{ bytesPerPeer: 2 * size }, 2, 2],
  ] as const) {
    const { context, gate, judge } = testGate({ waiting: { ...DEFAULT_LIMITS.waiting, ...waiting } });
    for (const [from, expected] of [
      ["first", ofFirst],
      ["second", ofSecond],
    ] as const) {
      const before = gate.waiting;
      for (let slot = 0; slot < 4; slot++) void judge("vote", context.vote(unknown, { slot }), from);
      await settle();
      assert.equal(gate.waiting - before, expected, JSON.stringify(waiting));
    }
    gate.close();
    assert.equal(gate.waiting, 0);
  }
});

test("own messages never wait", async () => {
  const { context, gate } = testGate();
  const vote = context.vote(new Uint8Array(32).fill(8));
  assert.deepEqual(await gate.judgeOwn("vote", vote), ignore("proposal_unknown"));
  assert.equal(gate.waiting, 0);
});

test("the parts of the node's own message are not checked again; repeats, rounds and windows are", async () => {
  const { context, gate } = testGate();
  // Whoever asks for what the node has made or checked itself fails.
  context.failure = new Error("checked twice");
  context.orderCommitment = () => Promise.reject(context.failure);
  context.verifyNodeProof = () => Promise.reject(context.failure);
  const node = { depth: 0, index: 0 };
  const unsigned = new Uint8Array(64);
  const own = context.signed({ burnBid: 250n });
  const id = context.known();
  const transcript = context.transcript(id, [context.entry(id, node, 1)]);
  const messages: { readonly [Name in TopicName]: TopicMessage<Name> } = {
    transaction: context.transfer({ signature: unsigned }),
    proposal: { ...own, signature: new Uint8Array(65) },
    vote: { ...context.vote(id), signature: unsigned },
    transcript: {
      ...transcript,
      signature: new Uint8Array(65),
      entries: transcript.entries.map((entry) => ({ ...entry, signature: unsigned })),
    },
    reveal: context.reveal(id),
    node_proof: { ...context.nodeProof(id, node), signature: unsigned, voteSignature: unsigned },
  };
  const publish = <Name extends TopicName>(name: Name) => gate.judgeOwn(name, messages[name]);
  assert.deepEqual(await publish("reveal"), ignore("proposal_not_committed"));
  assert.deepEqual(await publish("node_proof"), ignore("proposal_not_committed"));
  context.commit(id, transcript);
  for (const name of TOPIC_NAMES) assert.deepEqual(await publish(name), ACCEPT, name);
  for (const name of TOPIC_NAMES) assert.deepEqual(await publish(name), ignore("known"), name);
  assert.deepEqual(await gate.judgeOwn("vote", { ...messages.vote, seat: 99 }), ignore("seat_unknown"));
  const doubled = { ...transcript, transcriptRoot: new Uint8Array(32), entries: [] };
  context.commitments.clear();
  assert.deepEqual(
    await gate.judgeOwn("transcript", {
      ...doubled,
      entries: [transcript.entries[0]!, transcript.entries[0]!],
    }),
    reject("entries_malformed"),
  );
});

test("a refused message comes with its verdict, unless its bytes are not a message", async () => {
  const { context, gate, judge } = testGate();
  const late = context.signed({ height: 4n });
  const refused = await judge("proposal", late);
  assert.deepEqual(refused, { verdict: ignore("height_over"), message: late });
  const { verdict, message } = await gate.judge("proposal", Uint8Array.of(1), "peer");
  assert.deepEqual([verdict, message], [reject("malformed"), undefined]);
});

test("a check that throws ignores the message and is reported", async () => {
  const { context, judge, reported, counted } = testGate();
  context.failure = new Error("the ledger is closed");
  const { verdict } = await judge("transaction", context.transfer());
  assert.deepEqual(verdict, ignore("check_failed"));
  assert.deepEqual(reported, [context.failure]);
  assert.deepEqual(counted, ["transaction ignore check_failed"]);
});

test("[IGNORE] when too many wait for their turn", async () => {
  const { context, gate, judge } = testGate({ turns: 2 });
  const id = context.known();
  const verdicts = await Promise.all(
    [0, 1, 2].map(async (slot) => (await judge("vote", context.vote(id, { slot }))).verdict),
  );
  assert.deepEqual(verdicts, [ACCEPT, ACCEPT, ignore("busy")]);
  assert.equal(gate.overloaded, false);
});
