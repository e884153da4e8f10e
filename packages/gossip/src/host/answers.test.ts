import assert from "node:assert/strict";
import { test } from "node:test";
import { proposalId } from "@trellis/protocol";
import { bySeat } from "../testing/FakeGossipContext.ts";
import { type RawPeer, rawPeer } from "../testing/rawPeer.ts";
import { type TestHost, withHosts } from "../testing/TestHost.ts";
import { TOPIC_CODECS, TOPIC_NAMES, type TopicName } from "../topics.ts";
import { protocolString } from "./topics.ts";

/** A frame of the recent-messages protocol. */
function frame(name: TopicName, bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(5 + bytes.length);
  framed[0] = TOPIC_NAMES.indexOf(name);
  new DataView(framed.buffer).setUint32(1, bytes.length);
  framed.set(bytes, 5);
  return framed;
}

/** Connects a raw peer that answers one of our protocols with these bytes. */
async function answering(host: TestHost, protocol: "peers" | "recent", answer: Uint8Array): Promise<RawPeer> {
  const protocolId = protocolString(host.context.domain, protocol);
  return rawPeer(host.host.addresses()[0]!, host.context.domain, async (peer) => {
    await peer.handle(protocolId, async (stream) => {
      stream.send(answer);
      await stream.close();
    });
  });
}

for (const [what, answer] of [
  ["a cut length", Uint8Array.of(0)],
  ["a record of no bytes", Uint8Array.of(0, 0)],
  ["a record longer than the answer", Uint8Array.of(0, 9, 1)],
  ["a record that is none", Uint8Array.of(0, 3, 1, 2, 3)],
] as const) {
  test(`peers/1: ${what}, again and again, costs the connection`, { timeout: 60_000 }, () =>
    withHosts(async (start) => {
      const host = await start("host");
      const peer = await answering(host, "peers", answer);
      try {
        await host.until("the peer is banned", () => host.banned.includes(peer.peerId.toString()));
      } finally {
        await peer.stop();
      }
    }),
  );
}

test(
  "peers/1: a record signed for one peer and changed is refused, its address never dialled",
  {
    timeout: 60_000,
  },
  () =>
    withHosts(async (start) => {
      const host = await start("host");
      const other = await start("other");
      const self = await rawPeer(other.host.addresses()[0]!, other.context.domain);
      const { peerRecordEnvelope } = await self.peerStore.get(self.getPeers()[0]!);
      assert.ok(peerRecordEnvelope !== undefined);
      const forged = peerRecordEnvelope.slice();
      // The last bytes are the signature's; those before them the addresses.
      forged[forged.length - 70]! ^= 1;
      const answer = Uint8Array.of(forged.length >> 8, forged.length & 0xff, ...forged);
      const liar = await answering(host, "peers", answer);
      try {
        await host.until("the liar is banned", () => host.banned.includes(liar.peerId.toString()));
        await host.until("nobody is connected", () => host.host.peers().length === 0);
        assert.equal(other.host.peers().length, 1);
      } finally {
        await Promise.all([self.stop(), liar.stop()]);
      }
    }),
);

for (const [what, answer] of [
  ["a cut header", Uint8Array.of(0, 0)],
  ["no such topic", Uint8Array.of(99, 0, 0, 0, 0)],
  ["a message longer than the answer", Uint8Array.of(0, 0, 0, 0, 9, 1)],
] as const) {
  test(`recent/1: ${what} is held against the peer`, { timeout: 60_000 }, () =>
    withHosts(async (start) => {
      const host = await start("host");
      const peer = await answering(host, "recent", answer);
      try {
        const score = (): number => host.host.peers()[0]?.score ?? 0;
        await host.until("its score falls", () => score() < -50);
        assert.equal(host.judged.length, 0);
      } finally {
        await peer.stop();
      }
    }),
  );
}

test(
  "recent/1: what comes before an invalid message is taken, nothing behind it; it is held against the peer",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      const host = await start("host");
      const message = host.context.signed();
      const id = proposalId(host.context.domain, message.proposal);
      const votes = (seat: number, slot: number) =>
        frame("votes", TOPIC_CODECS.votes.encode(host.context.votes(id, seat, [slot])));
      const forged = frame("votes", TOPIC_CODECS.votes.encode(bySeat(3, host.context.votes(id, 4, [1]))));
      const answer = Buffer.concat([
        frame("proposal", TOPIC_CODECS.proposal.encode(message)),
        votes(3, 0),
        forged,
        ...Array.from({ length: 100 }, (_, slot) => votes(5, slot)),
      ]);
      const peer = await answering(host, "recent", new Uint8Array(answer));
      try {
        const score = (): number => host.host.peers()[0]?.score ?? 0;
        await host.until("its score falls", () => score() < -50);
        const accepted = host.judged.filter((one) => one === "votes accept ok");
        assert.equal(accepted.length, 1);
        assert.ok(host.judged.length < 100, "the rest of the answer is not judged");
      } finally {
        await peer.stop();
      }
    }),
);

test("an answer without end or beyond bounds is cut off", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const host = await start("host");
    const cut = Promise.withResolvers<void>();
    const peer = await rawPeer(host.host.addresses()[0]!, host.context.domain, async (raw) => {
      await raw.handle(protocolString(host.context.domain, "peers"), (stream) => {
        stream.addEventListener("close", () => cut.resolve());
        stream.send(new Uint8Array(64 * 1_024));
      });
    });
    try {
      await cut.promise;
      assert.deepEqual(host.reported, []);
    } finally {
      await peer.stop();
    }
  }),
);
