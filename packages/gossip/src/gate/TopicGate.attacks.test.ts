import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reveal } from "@trellis/protocol";
import { GOSSIP_LIMITS, type GossipLimits } from "../limits/gossipLimits.ts";
import { bySeat, FakeGossipContext } from "../testing/FakeGossipContext.ts";
import { TOPIC_CODECS, type TopicMessages, type TopicName } from "../topics.ts";
import { ACCEPT, reject, type Verdict } from "../Verdict.ts";
import { TopicGate } from "./TopicGate.ts";

const ROOT = { depth: 0, index: 0 };
const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i);

/** A gate, and how often it refused what for which reason. */
function attacked(limits: Partial<GossipLimits> = {}) {
  const context = new FakeGossipContext();
  const refused: Record<string, number> = {};
  const rejected: string[] = [];
  const banned = new Set<string>();
  const gate = new TopicGate(
    {
      context,
      metrics: {
        judged(topic, result, reason) {
          const what = `${topic} ${result} ${reason}`;
          refused[what] = (refused[what] ?? 0) + 1;
        },
      },
      report: (error) => assert.fail(String(error)),
      isBanned: (peer) => banned.has(peer),
      onRejected: (peer) => rejected.push(peer),
    },
    { ...GOSSIP_LIMITS, ...limits },
  );
  const send = async <Name extends TopicName>(
    name: Name,
    message: TopicMessages[Name],
    from: string,
    id?: string,
  ): Promise<Verdict> => {
    const encode = TOPIC_CODECS[name].encode as (message: TopicMessages[Name]) => Uint8Array;
    const { verdict } = await gate.judge(name, { bytes: encode(message), from, ...(id && { id }) });
    return verdict;
  };
  return { context, gate, refused, rejected, banned, send };
}

test("a flood of vote batches with a bad vote at the end: one of them is checked, the peer's others are dropped", async () => {
  const { context, refused, rejected, send } = attacked();
  const id = context.known();
  const batches = upTo(12).map((seat) => {
    const batch = context.votes(id, seat, upTo(100));
    const bad = { ...batch.votes[99]!, signature: new Uint8Array(64) };
    return { batch, bad: { ...batch, votes: batch.votes.with(99, bad) } };
  });
  await Promise.all(batches.map(({ bad }) => send("votes", bad, "flood")));
  assert.equal(context.checkedSeatSignatures, 100);
  assert.deepEqual(refused, {
    "votes reject signature_invalid": 1,
    "votes ignore peer_not_heard": 11,
  });
  assert.deepEqual(rejected, ["flood"]);
  // The true batch of the same seat: what was checked is not checked again.
  assert.deepEqual(await send("votes", batches[0]!.batch, "honest"), ACCEPT);
  assert.equal(context.checkedSeatSignatures, 101);
});

test("a flood of small bad messages: one is looked at, a peer that sends good ones comes between", async () => {
  const { context, refused, send } = attacked();
  const id = context.known();
  const forged = (slot: number) => bySeat(3, context.votes(id, 4, [slot]));
  const flood = upTo(20).map((slot) => send("votes", forged(slot), "flood"));
  assert.deepEqual(await send("votes", context.votes(id, 3, [0]), "honest"), ACCEPT);
  await Promise.all(flood);
  assert.deepEqual(refused, {
    "votes reject signature_invalid": 1,
    "votes accept ok": 1,
    "votes ignore peer_not_heard": 19,
  });
});

test("a bad message takes no honest one with it that another peer has sent, too", async () => {
  const { context, gate, send } = attacked();
  const id = context.known();
  const batch = context.votes(id, 1, upTo(100));
  const bad = {
    ...batch,
    votes: batch.votes.with(99, { ...batch.votes[99]!, signature: new Uint8Array(64) }),
  };
  const first = send("votes", bad, "flood", "bad");
  const copied = send("votes", context.votes(id, 2, upTo(100)), "flood", "copied");
  const alone = send("votes", context.votes(id, 3, upTo(100)), "flood", "alone");
  gate.copyArrived("honest", "copied");
  assert.deepEqual(await first, reject("signature_invalid"));
  assert.deepEqual(await copied, ACCEPT);
  // Another peer's copy is worth a look.
  assert.deepEqual(await alone, { result: "ignore", reason: "peer_not_heard", isUnjudged: true });
  assert.deepEqual(await send("votes", context.votes(id, 3, upTo(100)), "honest", "alone"), ACCEPT);
});

test("nothing of a banned peer is checked", async () => {
  const { context, banned, send } = attacked();
  const id = context.known();
  const batches = upTo(5).map((seat) => context.votes(id, seat, [0]));
  banned.add("peer");
  for (const batch of batches) await send("votes", batch, "peer");
  assert.equal(context.checkedSeatSignatures, 0);
});

/** A commitment whose transcript names seat 1 for the root, its true reveal, and false ones that only hashing can tell. */
function revealed(context: FakeGossipContext) {
  const id = context.known();
  const entries = [context.entry(id, ROOT, 1)];
  context.commit(id, entries);
  const reveal = context.reveal(id, entries);
  const falseReveal = (n: number): Reveal => {
    const transactions = [context.transfer({ nonce: 1_000 + n })];
    return context.reveal(id, [], { transactions });
  };
  return { id, reveal, falseReveal };
}

test("false reveals: one of a peer is hashed, the true one does not wait for the rest, each refusal is counted", async () => {
  const { context, refused, send } = attacked();
  const { reveal, falseReveal } = revealed(context);
  const hashed: number[] = [];
  const isTranscript = context.isTranscript;
  context.isTranscript = (one, ...rest) => {
    hashed.push(one.transactions[0]!.nonce);
    return isTranscript(one, ...rest);
  };
  const flood = upTo(50).map((n) => send("reveal", falseReveal(n), `flood ${n % 2}`));
  const honest = send("reveal", reveal, "honest");
  assert.deepEqual(await honest, ACCEPT);
  await Promise.all(flood);
  // The first of each flooding peer, and the true one.
  assert.deepEqual(hashed, [1_000, 1_001, 4]);
  assert.equal(refused["reveal reject root_mismatch"], 2);
  assert.equal(refused["reveal ignore peer_not_heard"], 48);
});

test("reveals of one peer that wait for their turn are bounded in bytes, and say so", async () => {
  const size = TOPIC_CODECS.reveal.encode(revealed(new FakeGossipContext()).falseReveal(0)).length;
  const heavy = { ...GOSSIP_LIMITS.heavy, bytesPerPeer: 2 * size, bytes: 4 * size };
  const { context, refused, send } = attacked({ heavy });
  const { falseReveal } = revealed(context);
  const { promise, resolve: end } = Promise.withResolvers<boolean>();
  context.isTranscript = () => promise;
  const flood = upTo(6).map((n) => send("reveal", falseReveal(n), "flood"));
  // One is being hashed, two wait.
  for (const late of flood.slice(3)) assert.equal((await late).result, "ignore");
  assert.equal(refused["reveal ignore queue_full_of_peer"], 3);
  // The room of all peers has two more places; for the third, the flood gives one away.
  const others = upTo(4).map((n) => send("reveal", falseReveal(10 + n), `other ${n}`));
  while (refused["reveal ignore queue_full"] !== 2) await new Promise((resolve) => setImmediate(resolve));
  end(false);
  await Promise.all([...flood, ...others]);
});

test("a seat's early votes: each waits once, about few proposals, whoever brings them", async () => {
  const waiting = { ...GOSSIP_LIMITS.waiting, subjectsPerSigner: 2 };
  const { context, gate, refused, send } = attacked({ waiting });
  const unknown = (n: number) => new Uint8Array(32).fill(100 + n);
  const judged: Promise<Verdict>[] = [];
  for (const n of upTo(5)) {
    for (const peer of ["one", "two"])
      judged.push(send("votes", context.votes(unknown(n), 1, upTo(3)), peer));
  }
  judged.push(send("votes", context.votes(unknown(4), 2, upTo(3)), "one"));
  await Promise.all(judged.slice(4, 10));
  while (gate.waiting < 3) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(refused, { "votes ignore signer_full": 8 });
  gate.close();
  await Promise.all(judged);
});
