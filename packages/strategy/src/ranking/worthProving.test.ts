import assert from "node:assert/strict";
import { test } from "node:test";
import { knownBid } from "../testing/knownBid.ts";
import type { KnownBid } from "./KnownBid.ts";
import { type ProvingRound, worthProving } from "./worthProving.ts";

/** The proof window opens at 100; grace ends at 130. */
const ROUND: ProvingRound = { now: 100n, proofStart: 100n, proofWindow: 600, uncles: 2, fairPay: true };

type Facts = Partial<Omit<KnownBid, "score">>;

/** Bids with scores 5 (first), 9 and 7, in order of arrival, with changes to each by its score. */
const bids = (special: Readonly<Record<number, Facts>> = {}): KnownBid[] =>
  [5, 9, 7].map((score) => knownBid({ score: BigInt(score), ...special[score] }));

const worth = (known: readonly KnownBid[], limit = 9, round: Partial<ProvingRound> = {}): number[] =>
  worthProving(known, { ...ROUND, ...round }, limit).map(({ score }) => Number(score));

test("P6.2 the highest scores come first, up to the limit", () => {
  assert.deepEqual(worth(bids(), 1), [9]);
  assert.deepEqual(worth(bids(), 2), [9, 7]);
  assert.deepEqual(worth(bids()), [9, 7, 5]);
  assert.deepEqual(worth(bids(), 0), []);
});

test("P5.3 of equal scores the earlier comes first", () => {
  const equal = ["first", "second"].map((name) => knownBid({ score: 3n, name }));
  assert.deepEqual(
    worthProving(equal, ROUND, 1).map(({ name }) => name),
    ["first"],
  );
});

test("P6.2 an unrevealed bid keeps its place until the grace ends, and then loses it", () => {
  const unrevealed = bids({ 9: { revealedAt: undefined, block: "unknown" } });
  assert.deepEqual(worth(unrevealed, 1, { now: 130n }), []);
  assert.deepEqual(worth(unrevealed, 2, { now: 130n }), [7]);
  assert.deepEqual(worth(unrevealed, 1, { now: 131n }), [7]);
});

test("P6.1 a reveal in the last second of grace is in time; a later one ranks behind those in time", () => {
  assert.deepEqual(worth(bids({ 9: { revealedAt: 130n } }), 1, { now: 140n }), [9]);
  assert.deepEqual(worth(bids({ 9: { revealedAt: 131n } }), 1, { now: 140n }), [7]);
  assert.deepEqual(worth(bids({ 9: { revealedAt: 131n } }), 9, { now: 140n }), [7, 5, 9]);
});

test("P6.2 for a party that starts late all reveals are late, and the order of scores stays", () => {
  const late = { revealedAt: 300n };
  assert.deepEqual(worth(bids({ 5: late, 7: late, 9: late }), 9, { now: 300n }), [9, 7, 5]);
});

test("P5.2 a bid without transcript comes last: its provers may never have voted", () => {
  assert.deepEqual(worth(bids({ 9: { hasTranscript: false } })), [7, 5, 9]);
});

test("P6.1 a block that is not executed yet keeps its place; one that cannot be executed loses it", () => {
  assert.deepEqual(worth(bids({ 9: { block: "unknown" } }), 2), [7]);
  assert.deepEqual(worth(bids({ 9: { block: "impossible" } }), 2), [7, 5]);
});

test("P6.1 the own block is not worked on before its order is revealed", () => {
  assert.deepEqual(worth(bids({ 9: { revealedAt: undefined } }), 2), [7]);
});

test("P6.2, P8.4, P8.5 bids behind a proven one are worth proving only if they are paid", () => {
  const proven = bids({ 7: { proven: true } });
  assert.deepEqual(worth(proven), [9, 5]);
  assert.deepEqual(worth(proven, 2), [9]);
  assert.deepEqual(worth(proven, 9, { uncles: 0 }), [9, 5]);
  assert.deepEqual(worth(proven, 9, { fairPay: false }), [9, 5]);
  assert.deepEqual(worth(proven, 9, { uncles: 0, fairPay: false }), [9]);
});
