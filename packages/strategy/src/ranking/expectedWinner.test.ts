import assert from "node:assert/strict";
import { test } from "node:test";
import { knownBid } from "../testing/knownBid.ts";
import { expectedWinner } from "./expectedWinner.ts";
import type { KnownBid } from "./KnownBid.ts";

/** Grace ends at 130. */
const ROUND = { proofStart: 100n, proofWindow: 600 };

type Facts = Partial<Omit<KnownBid, "score">>;

/** The expected winner's score among bids with scores 5, 9 and 7, with changes to each. */
function winner(special: Readonly<Record<number, Facts>> = {}): bigint | undefined {
  const bids = [5, 9, 7].map((score) => knownBid({ score: BigInt(score), ...special[score] }));
  return expectedWinner(bids, ROUND)?.score;
}

test("P3.4 the best bid whose block was executed here is expected to win", () => {
  assert.equal(winner(), 9n);
  assert.equal(winner({ 9: { block: "impossible" } }), 7n);
  assert.equal(winner({ 9: { block: "unknown" }, 7: { block: "unknown" } }), 5n);
  const none: Facts = { block: "unknown" };
  assert.equal(winner({ 5: none, 7: none, 9: none }), undefined);
});

test("P3.4 the own block counts before its order is revealed", () => {
  assert.equal(winner({ 9: { revealedAt: undefined } }), 9n);
});

test("P6.2 a late reveal or a missing transcript puts a bid behind the others, unless it is proven", () => {
  assert.equal(winner({ 9: { revealedAt: 130n } }), 9n);
  assert.equal(winner({ 9: { revealedAt: 131n } }), 7n);
  assert.equal(winner({ 9: { hasTranscript: false } }), 7n);
  assert.equal(winner({ 9: { revealedAt: 131n, hasTranscript: false, proven: true } }), 9n);
  const late: Facts = { revealedAt: 131n };
  assert.equal(winner({ 5: late, 7: late, 9: late }), 9n);
});
