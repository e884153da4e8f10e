import assert from "node:assert/strict";
import { test } from "node:test";
import {
  concatBytes,
  NODE_PROOF_WIRE,
  type NodeProof,
  noticeDigest,
  noticeOf,
  type ProofNotice,
  toHex,
} from "@trellis/protocol";
import type { GossipHostInit } from "../host/GossipHostInit.ts";
import { protocolString } from "../host/topics.ts";
import { GOSSIP_LIMITS } from "../limits/gossipLimits.ts";
import { PROOF_LIMITS, type ProofLimits } from "../limits/proofLimits.ts";
import { FakeGossipContext } from "../testing/FakeGossipContext.ts";
import { type RawPeer, rawPeer } from "../testing/rawPeer.ts";
import { type TestHost, withHosts } from "../testing/TestHost.ts";
import { TOPIC_CODECS, topicString } from "../topics.ts";
import { answerReader, encodeAnswer, requestReader } from "./frames.ts";
import { decodeRequest, encodeRequest, type ProofRequest } from "./requests.ts";

const LEFT = { depth: 1, index: 0 };
const NOBODY_WAITS = { timeout: 60_000 };
const forever = new AbortController().signal;
const { domain } = new FakeGossipContext();
const PROTOCOL = protocolString(domain, "proofs");

type Start = (name: string, init?: Partial<GossipHostInit>) => Promise<TestHost>;

const addressOf = ({ host }: TestHost): string => host.addresses()[0]!;

/** A host that dials only the given peers, and knows a revealed proposal. */
async function starting(
  start: Start,
  name: string,
  others: readonly TestHost[] = [],
  proofs: Partial<ProofLimits> = {},
): Promise<TestHost> {
  const host = await start(name, {
    network: { targetPeers: 0 },
    bootstrap: others.map(addressOf),
    limits: { ...GOSSIP_LIMITS, proofs: { ...PROOF_LIMITS, ...proofs } },
  });
  reveal(host);
  for (const other of others) {
    const { peerId } = host.host;
    const sees = (one: TestHost, id: string) =>
      one.host.peers().some((peer) => peer.id === id && peer.isSubscribed);
    await other.until("the newcomer gossips", () => sees(other, peerId));
    await host.until("the other gossips", () => sees(host, other.host.peerId));
  }
  return host;
}

/** The node knows a revealed proposal, and that nobody is bound to its nodes. */
function reveal({ context }: TestHost): Uint8Array {
  const id = context.known();
  context.commit(id, []);
  context.namedByNode = null;
  return id;
}

/** A proof of a seat, another one for each `fill`, with its notice. */
function proofOf(
  host: TestHost,
  seat: number,
  fill = 5,
): { readonly id: Uint8Array; readonly proof: NodeProof; readonly notice: ProofNotice } {
  const id = host.context.known();
  const proof = host.context.nodeProof(
    id,
    LEFT,
    { seat, isCommitted: false },
    [],
    new Uint8Array(12_900).fill(fill),
  );
  return { id, proof, notice: noticeOf(proof) };
}

async function offer(host: TestHost, seat: number): Promise<ReturnType<typeof proofOf>> {
  const made = proofOf(host, seat);
  host.host.offerProof(made.proof);
  await host.host.publish("proof_notices", { proposalId: made.id, notices: [made.notice] });
  return made;
}

const isTold = (host: TestHost, ...seats: number[]) =>
  host.until("the notice arrives", () =>
    seats.every((seat) => host.received.includes(`proof_notices:${seat}`)),
  );

/** How a raw peer answers one request. */
interface Answering {
  send(proof: Uint8Array): void;
  /** Cuts the stream. */
  abort(): void;
}

/** A raw peer that answers requests for proofs by `answer`. It notes what it was asked for. */
async function answering(
  host: TestHost,
  answer: (answering: Answering, request: ProofRequest) => Promise<void> | void,
): Promise<{
  readonly peer: RawPeer;
  readonly asked: ProofRequest[];
  tell(id: Uint8Array, ...notices: ProofNotice[]): Promise<void>;
}> {
  const asked: ProofRequest[] = [];
  const peer = await rawPeer(addressOf(host), domain, async (raw) => {
    await raw.handle(PROTOCOL, (stream) => {
      const reader = requestReader();
      stream.addEventListener("message", async ({ data }) => {
        for (const frame of reader.read(data.subarray())) {
          const request = decodeRequest(frame);
          asked.push(request);
          await answer(
            {
              send: (bytes) => void stream.send(encodeAnswer({ id: request.id, bytes })),
              abort: () => stream.abort(new Error("not here")),
            },
            request,
          );
        }
      });
    });
  });
  const name = peer.peerId.toString();
  await host.until("the raw peer gossips", () =>
    host.host.peers().some(({ id, isSubscribed }) => id === name && isSubscribed),
  );
  return {
    peer,
    asked,
    async tell(proposalId, ...notices) {
      const bytes = TOPIC_CODECS.proof_notices.encode({ proposalId, notices });
      await peer.services.gossip.publish(topicString(domain, "proof_notices"), bytes);
      await isTold(host, notices[0]!.seat);
    },
  };
}

const scoreOf = ({ host }: TestHost, peer: RawPeer): number =>
  host.peers().find(({ id }) => id === peer.peerId.toString())?.score ?? Number.NEGATIVE_INFINITY;

/** Sends bytes to a host as a request. Returns the proof that comes; "none" if nobody gives it, "cut" if the stream is cut. */
async function ask(
  peer: RawPeer,
  request: Uint8Array,
  isEnded = false,
): Promise<Uint8Array | "none" | "cut"> {
  const stream = await peer.dialProtocol(peer.getPeers()[0]!, PROTOCOL);
  const reader = answerReader(NODE_PROOF_WIRE.maxBytes);
  const { promise, resolve } = Promise.withResolvers<Uint8Array | "none" | "cut">();
  stream.addEventListener("message", ({ data }) => {
    for (const { bytes } of reader.read(data.subarray())) resolve(bytes.length === 0 ? "none" : bytes);
  });
  stream.addEventListener("end", () => resolve("cut"));
  stream.addEventListener("close", () => resolve("cut"));
  // What is refused may be closed before it is written to.
  if (stream.status !== "open") return "cut";
  stream.send(request);
  if (isEnded) stream.close().catch(() => {});
  const answer = await promise;
  stream.abort(new Error("that was all"));
  return answer;
}

const nameOf = (id: Uint8Array, notice: ProofNotice) => toHex(noticeDigest(domain, id, notice));

test("a proof comes from the peer that told of it, and is then at hand", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const a = await starting(start, "A");
    const b = await starting(start, "B", [a]);
    const { id, proof, notice } = await offer(a, 3);
    await isTold(b, 3);
    assert.deepEqual(await b.host.fetchProof(id, notice, forever), proof);
    await a.host.stop();
    assert.deepEqual(await b.host.fetchProof(id, notice, forever), proof);
    assert.deepEqual([...a.reported, ...b.reported], []);
  }),
);

test("64 proofs at once come from one peer, which takes fewer requests at a time", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const a = await starting(start, "A");
    const b = await starting(start, "B", [a]);
    const made = Array.from({ length: 64 }, (_, fill) => proofOf(a, 3, fill));
    for (const { proof } of made) a.host.offerProof(proof);
    const proofs = await Promise.all(made.map(({ id, notice }) => b.host.fetchProof(id, notice, forever)));
    assert.deepEqual(
      proofs,
      made.map(({ proof }) => proof),
    );
  }),
);

test(
  "a proof comes over three hops, along the way of its notice, and those between keep it",
  NOBODY_WAITS,
  () =>
    withHosts(async (start) => {
      const a = await starting(start, "A");
      const b = await starting(start, "B", [a]);
      const c = await starting(start, "C", [b]);
      const d = await starting(start, "D", [c]);
      const { id, proof, notice } = await offer(a, 3);
      await isTold(d, 3);
      assert.deepEqual(await d.host.fetchProof(id, notice, forever), proof);
      await a.host.stop();
      assert.deepEqual(await c.host.fetchProof(id, notice, forever), proof);
      await d.host.stop();
      await b.until("C is left", () => b.gossiping === 1);
      assert.deepEqual(await b.host.fetchProof(id, notice, forever), proof);
      assert.deepEqual([...a.reported, ...b.reported, ...c.reported, ...d.reported], []);
    }),
);

test("a request passes as many hops as it may, and no more", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const a = await starting(start, "A");
    const b = await starting(start, "B", [a]);
    const c = await starting(start, "C", [b], { hops: 1 });
    const d = await starting(start, "D", [c], { hops: 1 });
    const { id, proof, notice } = await offer(a, 3);
    await isTold(d, 3);
    assert.equal(await d.host.fetchProof(id, notice, forever), undefined);
    assert.deepEqual(await c.host.fetchProof(id, notice, forever), proof);
  }),
);

test("a late host that catches up fetches proofs of before", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const a = await starting(start, "A");
    const { id, proof, notice } = await offer(a, 3);
    const late = await start("late", { network: { targetPeers: 0 }, bootstrap: [addressOf(a)] });
    reveal(late);
    late.host.contextChanged();
    await isTold(late, 3);
    assert.deepEqual(await late.host.fetchProof(id, notice, forever), proof);
  }),
);

for (const [what, lie] of [
  [
    "another proof",
    ({ proof }: { proof: NodeProof }) => ({ ...proof, proof: proof.proof.map((byte) => byte ^ 1) }),
  ],
  ["a proof of another proposal", ({ proof }) => ({ ...proof, proposalId: new Uint8Array(32).fill(1) })],
  ["no proof at all", () => new Uint8Array(100)],
  ["more than a proof", () => new Uint8Array(NODE_PROOF_WIRE.maxBytes + 1)],
] as readonly (readonly [string, (made: { proof: NodeProof }) => NodeProof | Uint8Array])[]) {
  test(`a peer that gives ${what} is held to account, and the next one is asked`, NOBODY_WAITS, () =>
    withHosts(async (start) => {
      const a = await starting(start, "A");
      const b = await starting(start, "B", [a]);
      const made = proofOf(a, 3);
      const liar = await answering(b, async (answering) => {
        const answer = lie(made);
        answering.send(answer instanceof Uint8Array ? answer : NODE_PROOF_WIRE.encode(answer));
      });
      try {
        await liar.tell(made.id, made.notice);
        a.host.offerProof(made.proof);
        assert.deepEqual(await b.host.fetchProof(made.id, made.notice, forever), made.proof);
        await b.until("the liar's score falls", () => scoreOf(b, liar.peer) < -50);
        assert.equal(liar.asked.length, 1);
      } finally {
        await liar.peer.stop();
      }
    }),
  );
}

test("a peer that has no such proof is no liar, whether it cuts the stream or says so", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B");
    const made = proofOf(b, 3);
    let isCut = true;
    const peer = await answering(b, (answer) => (isCut ? answer.abort() : answer.send(new Uint8Array())));
    try {
      await peer.tell(made.id, made.notice);
      assert.equal(await b.host.fetchProof(made.id, made.notice, forever), undefined);
      isCut = false;
      assert.equal(await b.host.fetchProof(made.id, made.notice, forever), undefined);
      assert.equal(peer.asked.length, 2);
      assert.ok(scoreOf(b, peer.peer) > -50);
    } finally {
      await peer.peer.stop();
    }
  }),
);

test("a silent peer costs one timeout, and is then asked after others", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const a = await starting(start, "A");
    const b = await starting(start, "B", [a], { times: { answer: 300, hop: 0, behind: 100 } });
    const made = [proofOf(a, 3), proofOf(a, 4), proofOf(a, 5)];
    const silent = await answering(b, () => {});
    try {
      for (const { id, notice, proof } of made) {
        await silent.tell(id, notice);
        a.host.offerProof(proof);
        assert.deepEqual(await b.host.fetchProof(id, notice, forever), proof);
      }
      assert.deepEqual(
        silent.asked.map(({ id }) => id),
        [nameOf(made[0]!.id, made[0]!.notice)],
      );
    } finally {
      await silent.peer.stop();
    }
  }),
);

test("all that want a proof at once share one request", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B");
    const made = proofOf(b, 3);
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const source = await answering(b, async (answer) => {
      asked.resolve();
      await answered.promise;
      answer.send(NODE_PROOF_WIRE.encode(made.proof));
    });
    const asker = await rawPeer(addressOf(b), domain);
    try {
      await source.tell(made.id, made.notice);
      const fetched = [1, 2, 3].map(() => b.host.fetchProof(made.id, made.notice, forever));
      const passed = ask(asker, encodeRequest({ id: nameOf(made.id, made.notice), hops: 6 }));
      await asked.promise;
      answered.resolve();
      for (const proof of await Promise.all(fetched)) assert.deepEqual(proof, made.proof);
      assert.deepEqual(await passed, NODE_PROOF_WIRE.encode(made.proof));
      assert.equal(source.asked.length, 1);
    } finally {
      await Promise.all([source.peer.stop(), asker.stop()]);
    }
  }),
);

test("the asker itself is not asked; what it wants is asked for with one hop less", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B");
    const made = proofOf(b, 3);
    const [first, second] = [
      await answering(b, (answer) => answer.send(new Uint8Array())),
      await answering(b, (answer) => answer.send(new Uint8Array())),
    ];
    try {
      const name = nameOf(made.id, made.notice);
      await first.tell(made.id, made.notice);
      assert.equal(await ask(first.peer, encodeRequest({ id: name, hops: 3 })), "none");
      assert.deepEqual([first.asked, second.asked], [[], [{ id: name, hops: 2 }]]);
      assert.equal(await ask(second.peer, encodeRequest({ id: name, hops: 0 })), "none");
      assert.deepEqual([first.asked.length, second.asked.length], [0, 1], "it may not pass on");
    } finally {
      await Promise.all([first.peer.stop(), second.peer.stop()]);
    }
  }),
);

test(
  "peers that ask each other in a circle end: a request that a search has led to does not wait for it",
  NOBODY_WAITS,
  () =>
    withHosts(async (start) => {
      const times = { answer: 20_000, hop: 5_000, behind: 50 };
      const a = await starting(start, "A", [], { times });
      const b = await starting(start, "B", [a], { times });
      const c = await starting(start, "C", [a, b], { times });
      const made = proofOf(a, 3);
      const source = await answering(a, (answer) => answer.send(new Uint8Array()));
      try {
        await source.tell(made.id, made.notice);
        await Promise.all([isTold(b, 3), isTold(c, 3)]);
        const found = [a, b, c].map(({ host }) => host.fetchProof(made.id, made.notice, forever));
        assert.deepEqual(await Promise.all(found), [undefined, undefined, undefined]);
      } finally {
        await source.peer.stop();
      }
    }),
);

test("a search for a peer ends when the peer leaves, and makes room for another", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B", [], { passing: 1 });
    const [one, two] = [proofOf(b, 3), proofOf(b, 4)];
    const asked = Promise.withResolvers<void>();
    const source = await answering(b, (answer, { id }) => {
      if (id === nameOf(one.id, one.notice)) asked.resolve();
      else answer.send(NODE_PROOF_WIRE.encode(two.proof));
    });
    const asker = await rawPeer(addressOf(b), domain);
    try {
      for (const { id, notice } of [one, two]) await source.tell(id, notice);
      const stream = await asker.dialProtocol(asker.getPeers()[0]!, PROTOCOL);
      stream.send(encodeRequest({ id: nameOf(one.id, one.notice), hops: 6 }));
      await asked.promise;
      stream.abort(new Error("I do not want it any more"));
      const other = encodeRequest({ id: nameOf(two.id, two.notice), hops: 6 });
      let answer: Uint8Array | string = "none";
      while (answer === "none") answer = await ask(asker, other);
      assert.deepEqual(answer, NODE_PROOF_WIRE.encode(two.proof));
    } finally {
      await Promise.all([source.peer.stop(), asker.stop()]);
    }
  }),
);

test("the node's own search goes on where one for a peer could not reach", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B", [], { sources: { own: 4, passing: 1 } });
    const made = proofOf(b, 3);
    const asked = Promise.withResolvers<void>();
    const refused = Promise.withResolvers<void>();
    const teller = await answering(b, async (answer) => {
      asked.resolve();
      await refused.promise;
      answer.send(new Uint8Array());
    });
    const other = await answering(b, async (answer) => {
      answer.send(NODE_PROOF_WIRE.encode(made.proof));
    });
    const asker = await rawPeer(addressOf(b), domain);
    try {
      await teller.tell(made.id, made.notice);
      const passed = ask(asker, encodeRequest({ id: nameOf(made.id, made.notice), hops: 3 }));
      await asked.promise;
      const own = b.host.fetchProof(made.id, made.notice, forever);
      refused.resolve();
      assert.equal(await passed, "none");
      assert.deepEqual(await own, made.proof);
    } finally {
      await Promise.all([teller.peer.stop(), other.peer.stop(), asker.stop()]);
    }
  }),
);

test(
  "proofs/1: a torn request, and one that passes too many, is cut; a proof that nobody told of is not given",
  NOBODY_WAITS,
  () =>
    withHosts(async (start) => {
      const a = await starting(start, "A");
      const { id, proof, notice } = await offer(a, 3);
      const name = nameOf(id, notice);
      const raw = await rawPeer(addressOf(a), domain);
      try {
        const good = encodeRequest({ id: name, hops: 0 });
        assert.equal(await ask(raw, good.subarray(1), true), "cut");
        assert.equal(await ask(raw, encodeRequest({ id: name, hops: GOSSIP_LIMITS.proofs.hops + 1 })), "cut");
        assert.equal(await ask(raw, encodeRequest({ id: toHex(new Uint8Array(32)), hops: 6 })), "none");
        assert.deepEqual(await ask(raw, good), NODE_PROOF_WIRE.encode(proof));
      } finally {
        await raw.stop();
      }
    }),
);

test("proofs/1: a peer with more requests under way than it may have is cut", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B", [], { requests: { inbound: 2, outbound: 2 } });
    const made = [3, 4, 5].map((seat) => proofOf(b, seat));
    const silent = await answering(b, () => {});
    const asker = await rawPeer(addressOf(b), domain);
    try {
      for (const { id, notice } of made) await silent.tell(id, notice);
      const requests = made.map(({ id, notice }) => encodeRequest({ id: nameOf(id, notice), hops: 6 }));
      assert.equal(await ask(asker, concatBytes(...requests)), "cut");
    } finally {
      await Promise.all([silent.peer.stop(), asker.stop()]);
    }
  }),
);

test("proofs/1: requests for what nobody told of take nothing from others' share", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const slow = (burst: number) => ({ perSecond: 0.001, burst });
    const rates = { peer: slow(8), all: slow(2) };
    const a = await starting(start, "A", [], { rates, costOfUnknown: 4 });
    const { id, notice, proof } = await offer(a, 3);
    const [liar, honest] = [await rawPeer(addressOf(a), domain), await rawPeer(addressOf(a), domain)];
    const unknown = encodeRequest({ id: toHex(new Uint8Array(32)), hops: 0 });
    const request = encodeRequest({ id: nameOf(id, notice), hops: 0 });
    try {
      for (let n = 0; n < 2; n++) assert.equal(await ask(liar, unknown), "none");
      assert.equal(await ask(liar, request), "cut", "its own share is used up");
      for (let n = 0; n < 2; n++) assert.deepEqual(await ask(honest, request), NODE_PROOF_WIRE.encode(proof));
    } finally {
      await Promise.all([liar, honest].map((peer) => peer.stop()));
    }
  }),
);

test(
  "proofs/1: a peer that asks too often is cut off, others are served; all together have a bound",
  NOBODY_WAITS,
  () =>
    withHosts(async (start) => {
      const slow = (burst: number) => ({ perSecond: 0.001, burst });
      const a = await starting(start, "A", [], { rates: { peer: slow(3), all: slow(5) } });
      const { id, notice } = await offer(a, 3);
      const raw = [await rawPeer(addressOf(a), domain), await rawPeer(addressOf(a), domain)];
      const request = encodeRequest({ id: nameOf(id, notice), hops: 0 });
      try {
        const served: boolean[][] = [];
        for (const peer of raw) {
          const ofPeer: boolean[] = [];
          for (let n = 0; n < 4; n++) ofPeer.push((await ask(peer, request)) !== "cut");
          served.push(ofPeer);
        }
        assert.deepEqual(served, [
          [true, true, true, false],
          [true, true, false, false],
        ]);
      } finally {
        await Promise.all(raw.map((peer) => peer.stop()));
      }
    }),
);

test(
  "so many searches for peers are under way at a time; the node's own search has its place",
  NOBODY_WAITS,
  () =>
    withHosts(async (start) => {
      const b = await starting(start, "B", [], { passing: 1 });
      const [one, two] = [proofOf(b, 3), proofOf(b, 4)];
      const asked = Promise.withResolvers<void>();
      const source = await answering(b, async (answer, { id }) => {
        asked.resolve();
        if (id === nameOf(one.id, one.notice)) return;
        answer.send(NODE_PROOF_WIRE.encode(two.proof));
      });
      const asker = await rawPeer(addressOf(b), domain);
      try {
        await source.tell(one.id, one.notice);
        await source.tell(two.id, two.notice);
        const first = ask(asker, encodeRequest({ id: nameOf(one.id, one.notice), hops: 6 }));
        await asked.promise;
        const request = encodeRequest({ id: nameOf(two.id, two.notice), hops: 6 });
        assert.equal(await ask(asker, request), "none");
        assert.deepEqual(await b.host.fetchProof(two.id, two.notice, forever), two.proof);
        assert.deepEqual(await ask(asker, request), NODE_PROOF_WIRE.encode(two.proof));
        await b.host.stop();
        assert.equal(await first, "cut");
      } finally {
        await Promise.all([source.peer.stop(), asker.stop()]);
      }
    }),
);

test("a fetch ends without a proof when the host stops, or when its signal fires", NOBODY_WAITS, () =>
  withHosts(async (start) => {
    const b = await starting(start, "B");
    const made = proofOf(b, 3);
    let asked = Promise.withResolvers<void>();
    const silent = await answering(b, () => asked.resolve());
    try {
      await silent.tell(made.id, made.notice);
      const enough = new AbortController();
      const given = b.host.fetchProof(made.id, made.notice, enough.signal);
      await asked.promise;
      enough.abort();
      assert.equal(await given, undefined);
      asked = Promise.withResolvers();
      const stopped = b.host.fetchProof(made.id, made.notice, forever);
      await asked.promise;
      await b.host.stop();
      assert.equal(await stopped, undefined);
      assert.equal(await b.host.fetchProof(made.id, made.notice, forever), undefined);
      b.host.offerProof(made.proof);
      await b.host.start();
      assert.deepEqual(await b.host.fetchProof(made.id, made.notice, forever), made.proof);
    } finally {
      await silent.peer.stop();
    }
  }),
);
