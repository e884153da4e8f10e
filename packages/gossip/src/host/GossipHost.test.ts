import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { multiaddr } from "@multiformats/multiaddr";
import { nodeAt, nodeCount, ProverBitmap, proposalId, toHex } from "@trellis/protocol";
import { GOSSIP_LIMITS } from "../limits/gossipLimits.ts";
import { bySeat } from "../testing/FakeGossipContext.ts";
import { type RawPeer, rawPeer } from "../testing/rawPeer.ts";
import { TestHost, withHosts } from "../testing/TestHost.ts";
import { TOPIC_CODECS, topicString } from "../topics.ts";
import { DEFAULT_NETWORK } from "./GossipHostInit.ts";
import { forgetOldest, type GossipRouter } from "./gossipRouter.ts";

const LONELY = { network: { targetPeers: 0 } };

/** A host's first address. */
const addressOf = ({ host }: TestHost): string => host.addresses()[0]!;

test("a message published at A reaches C through B", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const b = await start("B", LONELY);
    const a = await start("A", { ...LONELY, bootstrap: [addressOf(b)] });
    const c = await start("C", { ...LONELY, bootstrap: [addressOf(b)] });
    await b.until("both gossip", () => b.gossiping === 2);
    await a.until("B gossips", () => a.gossiping === 1);

    const message = a.context.signed();
    const id = proposalId(a.context.domain, message.proposal);
    const { recipients, verdict } = await a.host.publish("proposal", message);
    assert.deepEqual([recipients, verdict.result], [1, "accept"]);
    await c.until("the proposal arrives", () => c.received.includes(`proposal:${toHex(id)}`));
    assert.deepEqual(
      a.host.peers().map((peer) => peer.id),
      [b.host.peerId],
    );

    // Votes that come before their proposal wait, at each hop.
    const next = a.context.signed({ burnBid: 300n });
    const nextId = proposalId(a.context.domain, next.proposal);
    c.context.proposals.set(toHex(nextId), next.proposal);
    assert.equal((await c.host.publish("votes", c.context.votes(nextId, 3, [0, 1]))).recipients, 1);
    await b.until("the votes wait", () => b.received.length === 1);
    await a.host.publish("proposal", next);
    await a.until("the votes arrive", () => a.received.includes("votes:3/0+1"));
    assert.deepEqual([...a.reported, ...b.reported, ...c.reported], []);
  }),
);

test("what a host published before anybody could hear it is sent when a peer can", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const a = await start("A", LONELY);
    const message = a.context.signed();
    assert.equal((await a.host.publish("proposal", message)).recipients, 0);
    const bytes = TOPIC_CODECS.proposal.encode(message);
    const heard = Promise.withResolvers<void>();
    // It asks for nothing: what reaches it is what is sent to it.
    const peer = await rawPeer(addressOf(a), a.context.domain, async ({ services: { gossip } }) => {
      gossip.addEventListener("message", ({ detail: { data } }) => {
        if (Buffer.from(bytes).equals(data)) heard.resolve();
      });
    });
    try {
      await heard.promise;
    } finally {
      await peer.stop();
    }
  }),
);

test("own messages are judged as others will: rejected ones are not sent", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const a = await start("A");
    await assert.rejects(a.host.publish("proposal", a.context.signed({ depth: 12 })), {
      code: "TRL-GSP-010",
    });
    const old = await a.host.publish("proposal", a.context.signed({ height: 4n }));
    assert.deepEqual(old, { verdict: { result: "ignore", reason: "height_over" }, recipients: 0 });
    const early = await a.host.publish("proposal", a.context.signed({ height: 6n }));
    assert.deepEqual(early.verdict, { result: "ignore", reason: "height_not_open" });
    assert.deepEqual(await a.host.publish("proposal", a.context.signed()), {
      verdict: { result: "accept" },
      recipients: 0,
    });
  }),
);

test("a refused message is handed on with the reason; an own one is not", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const b = await start("B", LONELY);
    const a = await start("A", { ...LONELY, bootstrap: [addressOf(b)] });
    await b.until("A gossips", () => b.gossiping === 1);
    const bids: bigint[] = [];
    const unsubscribe = b.host.onRefused("proposal", ({ proposal }) => bids.push(proposal.burnBid));
    b.context.open = { height: 6n, round: 0 };
    await a.host.publish("proposal", a.context.signed({ height: 4n }));
    await a.host.publish("proposal", a.context.signed({ burnBid: 300n }));
    await b.until("it is refused", () => b.refused.length === 1);
    unsubscribe();
    await a.host.publish("proposal", a.context.signed({ burnBid: 400n }));
    await b.until("the next is refused", () => b.refused.length === 2);
    const refused = `proposal height_over ${a.host.peerId}`;
    assert.deepEqual([b.refused, bids], [[refused, refused], [300n]]);
    assert.deepEqual([a.refused, b.received, b.reported], [[], [], []]);
  }),
);

test(
  "a transaction that a peer's mempool refuses at first reaches it, and its peers, when it is published again",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      const quick = { network: { targetPeers: 0, repetition: 200 }, limits: { transactionPause: 1n } };
      const b = await start("B", quick);
      const a = await start("A", { ...quick, bootstrap: [addressOf(b)] });
      const c = await start("C", { ...quick, bootstrap: [addressOf(b)] });
      await b.until("both gossip", () => b.gossiping === 2);
      await a.until("B gossips", () => a.gossiping === 1);
      b.context.mempoolFault = "mempool_full";
      const transfer = a.context.transfer();
      assert.equal((await a.host.publish("transactions", [transfer])).recipients, 1);
      await b.until("it is refused", () => b.judged.includes("transactions ignore mempool_full"));
      b.context.mempoolFault = undefined;
      while (c.received.length === 0) {
        for (const { context } of [a, b, c]) context.time++;
        await a.host.publish("transactions", [transfer]);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.deepEqual(c.received.slice(0, 1), ["transactions:4"]);
      assert.deepEqual([...a.reported, ...b.reported, ...c.reported], []);
    }),
);

test("a transaction may be relayed again only when gossipsub no longer takes it for a repetition", () => {
  assert(Number(GOSSIP_LIMITS.transactionPause) * 1_000 > DEFAULT_NETWORK.repetition);
});

test(
  "invalid messages are not relayed and cost their sender its connection, honest traffic goes on",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      const b = await start("B", LONELY);
      const c = await start("C", { ...LONELY, bootstrap: [addressOf(b)] });
      await b.until("C gossips", () => b.gossiping === 1);
      const topic = topicString(b.context.domain, "proposal");
      const evil = await rawPeer(addressOf(b), b.context.domain);
      try {
        const evilId = evil.peerId.toString();
        await b.until("the evil peer gossips", () => b.gossiping === 2);
        const disconnected = once(evil, "peer:disconnect");
        for (let n = 0; n < 5; n++) {
          const { proposal } = b.context.signed({ burnBid: 300n + BigInt(n) });
          const bytes = TOPIC_CODECS.proposal.encode({ proposal, signature: new Uint8Array(65).fill(n) });
          await evil.services.gossip.publish(topic, bytes);
          await b.until(
            `${n + 1} are rejected`,
            () => b.judged.filter((entry) => entry === "proposal reject signature_invalid").length === n + 1,
          );
          // An honest message in between.
          const honest = c.context.signed({ burnBid: 400n + BigInt(n) }, new Uint8Array(32).fill(n + 1));
          await c.host.publish("proposal", honest);
          await b.until(`honest message ${n} arrives`, () => b.received.length === n + 1);
        }
        await b.until("the evil peer is banned", () => b.banned.includes(evilId));
        await disconnected;

        await c.host.publish("proposal", c.context.signed({ burnBid: 500n }, new Uint8Array(32).fill(9)));
        await b.until("the last honest message arrives", () => b.received.length === 6);
        assert.equal(c.judged.filter((entry) => entry.includes("reject")).length, 0);
        assert.equal(c.received.length, 0);
        assert.deepEqual(b.banned, [evilId]);
      } finally {
        await evil.stop();
      }
    }),
);

test(
  "the fifth bad message bans at once; what is left of the peer is forgotten, so that another peer's copy is taken",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      // Before the first heartbeat.
      const b = await start("B", { network: { ...LONELY.network, heartbeat: 8_000 } });
      const { proposal } = b.context.signed();
      const id = proposalId(b.context.domain, proposal);
      b.context.proposals.set(toHex(id), proposal);
      const topic = topicString(b.context.domain, "votes");
      const batch = (seat: number) =>
        b.context.votes(
          id,
          seat,
          Array.from({ length: 64 }, (_, n) => n),
        );
      const forged = (seat: number) => TOPIC_CODECS.votes.encode(bySeat(seat, batch(4)));
      const evil = await rawPeer(addressOf(b), b.context.domain);
      const honest = await rawPeer(addressOf(b), b.context.domain);
      try {
        await b.until("both gossip", () => b.gossiping === 2);
        const gone = once(evil, "peer:disconnect");
        for (let n = 0; n < 4; n++) {
          await evil.services.gossip.publish(topic, forged(5 + n));
          const count = n + 1;
          await b.until(
            "it is rejected",
            () => b.judged.filter((one) => one.includes("reject")).length === count,
          );
        }
        // An honest batch that the evil peer sends with its last bad one.
        const bytes = TOPIC_CODECS.votes.encode(batch(3));
        await Promise.all([
          evil.services.gossip.publish(topic, forged(9)),
          evil.services.gossip.publish(topic, bytes),
        ]);
        await b.until("the evil peer is banned", () => b.banned.includes(evil.peerId.toString()));
        await gone;
        await honest.services.gossip.publish(topic, bytes);
        await b.until("the honest batch arrives", () => b.received.some((one) => one.startsWith("votes:3/")));
      } finally {
        await Promise.all([evil.stop(), honest.stop()]);
      }
    }),
);

test("gossipsub remembers so many messages, and of more the newest", () => {
  const records = new Map<string, unknown>();
  const entries = new Map<string, unknown>();
  const ids = Array.from({ length: 10 }, (_, n) => `${n}`);
  for (const id of ids) {
    records.set(id, {});
    entries.set(id, {});
  }
  const queue = ids.map((msgId) => ({ msgId }));
  const router = { seenCache: { entries }, score: { deliveryRecords: { records, queue } } };
  forgetOldest(router as unknown as GossipRouter, 3);
  assert.deepEqual([[...entries.keys()], [...records.keys()]], [ids.slice(7), ids.slice(7)]);
});

test("a banned peer is refused when it comes back", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const b = await start("B", LONELY);
    const topic = topicString(b.context.domain, "votes");
    const evil = await rawPeer(addressOf(b), b.context.domain);
    try {
      const disconnected = once(evil, "peer:disconnect");
      // Of several at once, one would be judged and the others dropped.
      for (let n = 1; n <= 5; n++) {
        await evil.services.gossip.publish(topic, Uint8Array.of(n));
        await b.until(`${n} are rejected`, () => b.judged.length === n);
      }
      await disconnected;
      await assert.rejects(async () => {
        const connection = await evil.dial(multiaddr(addressOf(b)));
        // The refusal comes after the handshake: the connection that seemed open ends.
        if (connection.status === "open") await once(connection, "close");
        throw new Error("closed");
      });
      assert.equal(b.host.peers().length, 0);
      assert.deepEqual(b.banned, [evil.peerId.toString()]);
    } finally {
      await evil.stop();
    }
  }),
);

test(
  "more than a topic's largest message is rejected, more than a frame is cut off",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      const b = await start("B", LONELY);
      const topic = topicString(b.context.domain, "votes");
      const evil = await rawPeer(addressOf(b), b.context.domain);
      try {
        await b.until("the evil peer gossips", () => b.gossiping === 1);
        await evil.services.gossip.publish(topic, new Uint8Array(TOPIC_CODECS.votes.maxBytes + 1));
        await b.until("it is rejected", () => b.judged.includes("votes reject malformed"));
        // Peers' own encoders stop at 4 MiB, so the test writes a frame that claims 5 by hand.
        const stream = await evil.dialProtocol(multiaddr(addressOf(b)), "/meshsub/1.2.0");
        stream.send(Uint8Array.of(0x80, 0x80, 0xc0, 0x02));
        await b.until("its stream is cut", () => b.gossiping === 0);
        assert.equal(b.judged.length, 1);
      } finally {
        await evil.stop();
      }
    }),
);

test("the largest reveal travels", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const a = await start("A");
    const b = await start("B", { bootstrap: [addressOf(a)] });
    await a.until("B gossips", () => a.gossiping === 1);
    const transactions = Array.from({ length: 2 ** 11 * 8 }, (_, nonce) => a.context.transfer({ nonce }));
    const orderCommitment = (await a.context.orderCommitment(a.context.secret, transactions))!;
    const id = a.context.known({ depth: 11, orderCommitment });
    const entries = Array.from({ length: nodeCount(11) }, (_, n) => ({
      node: nodeAt(n),
      seat: n % 2_048,
      vote: { depth: 0, index: 0, slot: 0 },
      signature: new Uint8Array(64),
    }));
    for (const { context } of [a, b]) {
      context.known({ depth: 11, orderCommitment });
      context.commitments.set(toHex(id), { transcriptRoot: 7n, committed: ProverBitmap.of([]) });
      context.isTranscript = async () => true;
    }
    const reveal = a.context.reveal(id, entries, { transactions });
    assert.equal(TOPIC_CODECS.reveal.encode(reveal).length, TOPIC_CODECS.reveal.maxBytes);
    await a.host.publish("reveal", reveal);
    await b.until("it arrives", () => b.received.includes(`reveal:${transactions.length}`));
  }),
);

test("five hosts find each other through one bootstrap node", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const first = await start("0");
    const others = await Promise.all(
      ["1", "2", "3", "4"].map((name) => start(name, { bootstrap: [addressOf(first)] })),
    );
    for (const one of [first, ...others]) await one.until("it gossips with all", () => one.gossiping === 4);
    const ids = [first, ...others].map(({ host }) => host.peerId).sort();
    for (const { host } of others) {
      assert.deepEqual([host.peerId, ...host.peers().map(({ id }) => id)].sort(), ids);
    }
  }),
);

test("a bootstrap node that dies and comes back is found again", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const first = await start("B", LONELY);
    const address = addressOf(first);
    const a = await start("A", { ...LONELY, bootstrap: [address] });
    await a.until("it gossips", () => a.gossiping === 1);
    await first.host.stop();
    await a.until("it is alone", () => a.host.peers().length === 0);
    const again = await start("B", { ...LONELY, listen: [address.slice(0, address.indexOf("/p2p/"))] });
    assert.equal(again.host.peerId, address.slice(address.lastIndexOf("/") + 1));
    await a.until("it gossips again", () => a.gossiping === 1);
    await again.until("it gossips again", () => again.gossiping === 1);
    await a.host.publish("proposal", a.context.signed());
    await again.until("the message arrives", () => again.received.length === 1);
  }),
);

test(
  "a host finds peers of an earlier run though its bootstrap peer is gone, and reports unsigned records once",
  {
    timeout: 60_000,
  },
  () =>
    withHosts(async (start) => {
      const first = await start("B");
      const bootstrap = [addressOf(first)];
      const other = await start("C", { bootstrap });
      const a = await start("A", { bootstrap });
      await a.until("it gossips with both", () => a.gossiping === 2);
      const records = await a.host.peerRecords();
      assert.deepEqual(records.map(({ id }) => id).sort(), [first.host.peerId, other.host.peerId].sort());
      await a.host.stop();
      assert.deepEqual(await a.host.peerRecords(), []);
      await first.host.stop();
      await other.until("it is alone", () => other.host.peers().length === 0);

      const changed = records[0]!.record.slice();
      changed[changed.length - 1]! ^= 1;
      const known = [
        changed,
        new Uint8Array(),
        new Uint8Array(4_096).fill(1),
        ...records.map(({ record }) => record),
      ];
      const again = await start("A", { bootstrap, known });
      assert.deepEqual(
        again.reported.map((error) => (error as { message: string }).message),
        ["TRL-GSP-015: 3 remembered peers have no valid record; they are ignored"],
      );
      await again.until("it gossips with the other", () => again.gossiping === 1);
      assert.deepEqual(
        again.host.peers().map(({ id }) => id),
        [other.host.peerId],
      );
    }),
);

test("a late host gets the messages accepted before, and judges each one", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const a = await start("A");
    const message = a.context.signed();
    const id = proposalId(a.context.domain, message.proposal);
    await a.host.publish("proposal", message);
    await a.host.publish("votes", a.context.votes(id, 3, [0]));
    await a.host.publish("votes", a.context.votes(id, 4, [0]));
    await a.host.publish("transactions", [a.context.transfer()]);

    const late = new TestHost("late", { bootstrap: [addressOf(a)] });
    late.context.inactive.add(4);
    try {
      await late.host.start();
      await late.until("all is judged", () => late.judged.length === 4 && late.received.length === 3);
      assert.deepEqual(late.received, [`proposal:${toHex(id)}`, "votes:3/0", "transactions:4"]);
      assert.ok(late.judged.includes("votes ignore seat_inactive"));
    } finally {
      await late.host.stop();
    }
  }),
);

test(
  "a peer beyond its rate is scored down, messages that it held back still come from others",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      const rates = { ...GOSSIP_LIMITS.rates, votes: { perSecond: 0.001, burst: 5 } };
      const b = await start("B", { ...LONELY, limits: { rates } });
      const topic = topicString(b.context.domain, "votes");
      const id = b.context.known();
      const votes = Array.from({ length: 8 }, (_, slot) =>
        TOPIC_CODECS.votes.encode(b.context.votes(id, 3, [slot])),
      );
      const send = async (peer: RawPeer): Promise<void> => {
        for (const vote of votes) await peer.services.gossip.publish(topic, vote);
      };
      const flooder = await rawPeer(addressOf(b), b.context.domain);
      const other = await rawPeer(addressOf(b), b.context.domain);
      try {
        await b.until("both gossip", () => b.gossiping === 2);
        await send(flooder);
        await b.until("three are dropped", () => b.dropped.length === 3 && b.received.length === 5);
        assert.deepEqual(b.dropped, Array(3).fill("votes rate_limited"));
        await other.services.gossip.publish(topic, votes[5]!);
        await other.services.gossip.publish(topic, votes[6]!);
        await b.until("two more arrive", () => b.received.length === 7);
      } finally {
        await flooder.stop();
        await other.stop();
      }
    }),
);

test("a handler that throws does not harm the network", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const a = await start("A");
    const b = await start("B", { bootstrap: [addressOf(a)] });
    b.host.on("proposal", () => {
      throw new Error("at once");
    });
    const off = b.host.on("proposal", async () => {
      throw new Error("later");
    });
    await a.until("B gossips", () => a.gossiping === 1);
    await a.host.publish("proposal", a.context.signed());
    await b.until("both are reported", () => b.reported.length === 2);
    assert.equal(b.received.length, 1);
    off();
    await a.host.publish("proposal", a.context.signed({ burnBid: 300n }));
    await b.until("the second arrives", () => b.received.length === 2);
    await b.until("one more is reported", () => b.reported.length === 3);
  }),
);

test("life: not before start, not twice, again after stop; bad settings are named", {
  timeout: 60_000,
}, async () => {
  const one = new TestHost("one");
  assert.throws(() => one.host.peers(), { code: "TRL-GSP-008" });
  await one.host.start();
  await assert.rejects(one.host.start(), { code: "TRL-GSP-008" });
  const { peerId } = one.host;
  await one.host.stop();
  await one.host.stop();
  assert.throws(() => one.host.peerId, { code: "TRL-GSP-008" });
  await one.host.start();
  assert.equal(one.host.peerId, peerId);
  await assert.rejects(one.host.connect("/ip4/127.0.0.1/tcp/1"), { code: "TRL-GSP-009" });
  await one.host.stop();

  for (const bootstrap of ["nonsense", "/ip4/127.0.0.1/tcp/9000", "/ip4/127.0.0.1/tcp/9000/p2p/nonsense"]) {
    await assert.rejects(new TestHost("two", { bootstrap: [bootstrap] }).host.start(), {
      code: "TRL-GSP-001",
    });
  }
  await assert.rejects(new TestHost("three", { peerKey: new Uint8Array(31) }).host.start(), {
    code: "TRL-GSP-007",
  });
});
