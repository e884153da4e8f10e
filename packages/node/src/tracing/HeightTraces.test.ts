import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrellisEvent } from "@trellis/rpc-api";
import { DOMAIN } from "../testing/TestNode.ts";
import { HeightTraces } from "./HeightTraces.ts";
import { heightTraceId } from "./heightTraceId.ts";
import type { Span } from "./Span.ts";

const ID = `0x${"ab".repeat(32)}` as const;
const OTHER = `0x${"cd".repeat(32)}` as const;
const bid = (height = 8n) => ({
  proposalId: ID,
  height,
  round: 0,
  depth: 1,
  proposer: `0x${"11".repeat(20)}` as const,
  burnBid: 5n,
  proverShareBps: 6_000,
});
const head = (height: bigint, proposalId: `0x${string}` = ID) =>
  ({ event: "head", height, proposalId, stateRoot: ID }) as const;
const place = { proposalId: ID, depth: 1, index: 0, kind: "leaf", seat: 2 } as const;
const l1 = (action: string) =>
  ({ event: "l1_transaction", action, hash: ID, gas: 21_000n, proposalId: ID }) as const;

function traces() {
  let ids = 0;
  const heights = new HeightTraces({ domain: DOMAIN, newId: () => String(++ids).padStart(16, "0") });
  /** Plays events, one each 10 ms from a moment on. */
  const play = (from: number, events: readonly TrellisEvent[]): Span[] =>
    events.flatMap((event, i) => heights.onEvent(event, from + 10 * i));
  return { heights, play };
}
const shape = (spans: readonly Span[]) => spans.map(({ name, start, end }) => [name, start, end]);

test("each step of a height becomes a span from what made it possible to its end", () => {
  const { heights, play } = traces();
  play(0, [head(7n, OTHER)]);
  heights.onProposal(bid(), 50);
  heights.onMessage("votes", { proposalId: ID }, 60);
  const secret = { strategy: "fees", expectedProfit: 1n, fees: 1n, backrun: 0n, swaps: [], transactions: 3 };
  const before = play(100, [
    { event: "proposed", ...bid(), ...secret },
    { event: "voted", proposalId: ID, seat: 2, votes: 3 },
    { event: "transcript", proposalId: ID, depth: 1, entries: [], provers: 1 },
    l1("commit"),
  ]);
  heights.onMessage("reveals", { proposalId: ID }, 140);
  const after = play(150, [
    { event: "revealed", proposalId: ID, transactions: 3, depth: 1 },
    { event: "claimed", ...place },
    { event: "proving", ...place, rescue: false },
    { event: "proved", ...place, seconds: 1 },
    l1("submitProof"),
    head(8n),
  ]);
  const spans = [...before, ...after];
  assert.deepEqual(shape(spans), [
    ["propose", 0, 100],
    ["vote", 50, 110],
    ["transcript", 50, 120],
    ["commit", 120, 130],
    ["reveal", 130, 150],
    ["claim 1/0", 150, 160],
    ["prove 1/0", 170, 180],
    ["submit", 180, 190],
    ["finalise", 190, 200],
    ["height 8", 0, 200],
  ]);
  const whole = spans.at(-1)!;
  assert.deepEqual(whole.attributes, {
    height: 8n,
    proposalId: ID,
    proposals: 1,
    votes: 1,
    reveals: 1,
    claims: 0,
    proofs: 0,
  });
  assert.ok(spans.slice(0, -1).every(({ parentSpanId }) => parentSpanId === whole.spanId));
  assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);
});

test("nodes of one rollup have the same trace for a height, and another for the next", () => {
  const [one, two] = [traces(), traces()];
  for (const { heights } of [one, two]) heights.onProposal(bid(), 0);
  const [first] = one.play(10, [{ event: "claimed", ...place }]);
  const [second] = two.play(10, [{ event: "voted", proposalId: ID, seat: 4, votes: 1 }]);
  assert.equal(first!.traceId, second!.traceId);
  assert.match(first!.traceId, /^[0-9a-f]{32}$/);
  const other = { ...DOMAIN, rollup: new Uint8Array(20).fill(9) };
  const ids = [heightTraceId(DOMAIN, 8n), heightTraceId(DOMAIN, 9n), heightTraceId(other, 8n)];
  assert.equal(ids[0], first!.traceId);
  assert.equal(new Set(ids).size, 3);
});

test("a proof that is given up and a claimed node that is missed are faults", () => {
  const { heights, play } = traces();
  heights.onProposal(bid(), 0);
  const spans = play(100, [
    { event: "proving", ...place, rescue: false },
    { event: "proving_stopped", proposalId: ID, depth: 1, index: 0, seat: 2, reason: "proven by another" },
    { event: "missed", ...place },
  ]);
  assert.deepEqual(
    spans.map(({ name, start, end, fault }) => [name, start, end, fault]),
    [
      ["prove 1/0", 100, 110, "proven by another"],
      ["miss 1/0", 120, 120, "not proven in time"],
    ],
  );
});

test("what is reported of a final height still joins its trace; its own span is made once", () => {
  const { heights, play } = traces();
  heights.onProposal(bid(), 0);
  const spans = play(100, [head(8n), l1("settleReward"), head(8n)]);
  assert.deepEqual(
    spans.map(({ name }) => name),
    ["finalise", "height 8", "settleReward", "finalise"],
  );
  assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
});

test("of proposals that this node does not know there are no spans, and no span ends before it begins", () => {
  const { heights, play } = traces();
  assert.deepEqual(play(0, [{ event: "claimed", ...place }, l1("commit"), { event: "prover_resumed" }]), []);
  heights.onMessage("votes", { proposalId: ID }, 0);
  heights.onProposal(bid(), 1_000);
  assert.deepEqual(shape(play(500, [{ event: "voted", proposalId: ID, seat: 2, votes: 1 }])), [
    ["vote", 500, 500],
  ]);
});

test("a node that ends ends the spans of the heights that run", () => {
  const { play, heights } = traces();
  play(0, [head(7n)]);
  assert.deepEqual(shape(heights.end(30)), [["height 8", 0, 30]]);
  assert.deepEqual(heights.end(40), []);
});
