import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { cityLatency } from "../../tables/latency.ts";
import { type Fetch, type Fetches, type FetchRules, type FetchSetting, fetchRun } from "./FetchRun.ts";
import type { Publication } from "./GossipRun.ts";
import { PeerGraph, SHIPPED_GRAPH } from "./PeerGraph.ts";
import type { Peers, PeerTraits } from "./PeerMachines.ts";

const HONEST: PeerTraits = { conduct: "honest", megabits: 100, copyMs: 0, busyUntil: 0 };
const WAY = 20;
/** 1,090 bytes and the overhead of a message take 0.1 ms of a line at 100 megabits; 12,340 take 1 ms. */
const SMALL = { bytes: 1_090, milliseconds: WAY + 0.2 };
const LARGE = { bytes: 12_340, milliseconds: WAY + 2 };
const ROUND_TRIP = SMALL.milliseconds + LARGE.milliseconds;
const NOTICE: Publication = { at: 0, from: 0, bytes: SMALL.bytes, checkMs: 0, isFlooded: false };
const PROOF = { message: 0, bytes: LARGE.bytes, checkMs: 0 };
const RULES: FetchRules = {
  hops: 6,
  sources: { own: 4, passing: 2 },
  times: { answer: 1_500, hop: 1_000, behind: 1_000 },
  tardyMs: 60_000,
  requestBytes: SMALL.bytes,
};

/** Peers linked in a given way, all 20 ms from each other. */
function linked(...links: readonly (readonly [number, number])[]): Peers {
  const of = (peer: number): number[] =>
    links.flatMap(([a, b]) => (a === peer ? [b] : b === peer ? [a] : []));
  return {
    peers: Math.max(...links.flat()) + 1,
    isMember: () => true,
    connectionsOf: of,
    meshOf: of,
    millisecondsBetween: () => WAY,
  };
}
const LINE = linked([0, 1], [1, 2]);

function run(graph: Peers, fields: Partial<FetchSetting> = {}): Fetches {
  return fetchRun({
    graph,
    traits: Array.from({ length: graph.peers }, () => HONEST),
    notices: [NOTICE],
    proofs: [{ ...PROOF, wantedBy: [graph.peers - 1] }],
    rules: RULES,
    verifyMs: 0,
    answers: () => true,
    random: new RandomStreams(1).stream(0),
    ...fields,
  });
}
const took = ({ toldAt, endedAt }: Fetch): number => endedAt - toldAt;
const of = ({ fetches }: Fetches, peer: number): Fetch => fetches.find((fetch) => fetch.peer === peer)!;
const near = (actual: number, expected: number, by = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) < by, `${actual}, not ${expected}`);
/** What a small message holds up a line, and the end of a stream. */
const LITTLE = 0.2;

test("a peer asks when it has accepted the notice; a proof two hops away costs two round trips", () => {
  const { fetches } = run(LINE);
  assert.equal(fetches.length, 1);
  near(fetches[0]!.toldAt, 2 * SMALL.milliseconds);
  near(took(fetches[0]!), 2 * ROUND_TRIP);
  assert.equal(fetches[0]!.hops, 2);
});

test("every peer on the way holds a proof against its notice; who needs it verifies it", () => {
  const { fetches, tally } = run(LINE, { proofs: [{ ...PROOF, checkMs: 3, wantedBy: [2] }], verifyMs: 30 });
  near(took(fetches[0]!), 2 * ROUND_TRIP + 2 * 3 + 30);
  assert.deepEqual([...tally.work], [0, 3, 33]);
});

test("requests and proofs are counted, notices are not", () => {
  const { tally } = run(LINE);
  assert.deepEqual([...tally.sent], [12_500, 12_500 + 1_250, 1_250]);
  assert.deepEqual([...tally.received], [1_250, 12_500 + 1_250, 12_500]);
});

test("a second asker is served on the way, by the peer that keeps the proof", () => {
  // Peer 3 is far from peer 1. When it asks, peer 1 has the proof.
  const graph = {
    ...linked([0, 1], [1, 2], [1, 3]),
    millisecondsBetween: (a: number, b: number): number => (a === 3 || b === 3 ? 200 : WAY),
  };
  const { fetches } = run(graph, { proofs: [{ ...PROOF, wantedBy: [2, 3] }] });
  assert.deepEqual(
    fetches.map(({ peer, hops }) => [peer, hops]),
    [
      [2, 2],
      [3, 1],
    ],
  );
  near(took(fetches[1]!), 2 * 200 + 0.2 + 2);
});

test("two that ask at once wait for one search", () => {
  const graph = linked([0, 1], [1, 2], [1, 3]);
  const both = run(graph, { proofs: [{ ...PROOF, wantedBy: [2, 3] }] });
  assert.deepEqual(
    both.fetches.map(({ hops }) => hops),
    [2, 2],
  );
  assert.equal(both.tally.sent[0], 12_500, "the maker sends it once");
});

test("the maker of a proof does not fetch it; who needs it on the way gives it to others when it comes", () => {
  const { fetches } = run(LINE, { proofs: [{ ...PROOF, wantedBy: [0, 1, 2] }] });
  assert.deepEqual(
    fetches.map(({ peer, hops }) => [peer, hops]),
    [
      [1, 1],
      [2, 2],
    ],
  );
});

/** Peer 3 hears of the notice from peer 1 first, and later from peer 2. */
const SQUARE: Peers = {
  ...linked([0, 1], [0, 2], [1, 3], [2, 3]),
  millisecondsBetween: (a, b) => (Math.min(a, b) === 2 ? WAY + 1 : WAY),
};

test("a silent peer costs its timeout, then another one is asked", () => {
  const { fetches } = run(SQUARE, { answers: (peer) => peer !== 1 });
  near(took(fetches[0]!), 1_500 + 6 * 1_000 + 2 * ROUND_TRIP + 2, LITTLE);
  assert.equal(fetches[0]!.hops, 2);
});

test("a peer that was silent is asked after others the next time", () => {
  const { fetches } = run(SQUARE, {
    answers: (peer) => peer !== 1,
    notices: [NOTICE, { ...NOTICE, at: 20_000 }],
    proofs: [0, 1].map((message) => ({ ...PROOF, message, wantedBy: [3] })),
  });
  near(took(fetches[1]!), 2 * ROUND_TRIP + 2, LITTLE);
});

test("behind one hop a silent peer costs one second less, so that the next one can still be asked", () => {
  const { millisecondsBetween } = SQUARE;
  const graph = { ...linked([0, 1], [0, 2], [1, 3], [2, 3], [3, 4]), millisecondsBetween };
  const { fetches } = run(graph, { answers: (peer) => peer !== 1 });
  near(took(fetches[0]!), 1_500 + 5 * 1_000 + 3 * ROUND_TRIP + 2, LITTLE);
  assert.equal(fetches[0]!.hops, 3);
});

test("a proof whose maker gives nothing does not come", () => {
  const { fetches } = run(LINE, { answers: (peer) => peer !== 0 });
  assert.equal(fetches[0]!.hops, undefined);
  // Peer 1 waits for the maker, and has nobody else to ask.
  near(took(fetches[0]!), SMALL.milliseconds + (1_500 + 5 * 1_000) + WAY, LITTLE);
});

test("a request passes so many hops and no more", () => {
  const graph = linked([0, 1], [1, 2], [2, 3]);
  const hopsOf = (hops: number): number | undefined =>
    run(graph, { rules: { ...RULES, hops } }).fetches[0]!.hops;
  assert.deepEqual([hopsOf(2), hopsOf(1)], [3, undefined]);
});

test("links carry one thing after the other: of two proofs that leave together, one waits", () => {
  const { fetches } = run(linked([0, 1]), { proofs: [0, 1].map(() => ({ ...PROOF, wantedBy: [1] })) });
  // The second request leaves and comes in 0.1 ms after the first one, the second proof 1 ms after the first.
  near(took(fetches[1]!), ROUND_TRIP + 1);
});

test("notices and fetches share the machines: a proof waits behind a notice's check", () => {
  const { fetches } = run(linked([0, 1]), {
    notices: [NOTICE, { ...NOTICE, at: 30, checkMs: 500 }],
  });
  near(fetches[0]!.endedAt, 30 + SMALL.milliseconds + 500);
});

test("in a network of the world every proof comes, some hops away, and what is sent is received", () => {
  const peers = 300;
  const graph = new PeerGraph({ ...SHIPPED_GRAPH, peers }, cityLatency(), new RandomStreams(1).stream(0));
  const notices = Array.from({ length: peers }, (_, from) => ({ ...NOTICE, from, at: from * 10 }));
  const outcome = run(graph, {
    notices,
    proofs: notices.map((_, message) => ({ ...PROOF, message, wantedBy: [(message + 7) % peers] })),
  });
  assert.equal(outcome.fetches.length, peers);
  assert.ok(outcome.fetches.every(({ hops }) => hops !== undefined && hops >= 1 && hops <= 7));
  assert.ok(of(outcome, 7).hops! > 0);
  const sum = (all: Float64Array): number => all.reduce((total, one) => total + one, 0);
  assert.equal(sum(outcome.tally.sent), sum(outcome.tally.received));
});
