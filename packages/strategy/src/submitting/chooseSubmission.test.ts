import assert from "node:assert/strict";
import { test } from "node:test";
import { rankByScore, score } from "@trellis/protocol";
import type { RankedBid } from "../ranking/RankedBid.ts";
import { chooseSubmission, type SubmissionReason, type SubmittingRound } from "./chooseSubmission.ts";

const ALPHA = 24;

/** A bid without proof, or with a proof of this many provers. */
function bid(burnBid: bigint, committedProvers: number, provenProvers = 0): RankedBid {
  const proven = provenProvers > 0;
  return {
    burnBid,
    committedProvers,
    proven,
    provenProvers,
    score: score(proven ? provenProvers : committedProvers, burnBid, ALPHA),
  };
}

/** A round of these bids, led by the best proof. */
function roundOf(ranking: readonly RankedBid[], rule: Partial<SubmittingRound> = {}): SubmittingRound {
  const bestScore = rankByScore(ranking.filter(({ proven }) => proven))[0]?.score ?? 0n;
  return { ranking, alpha: ALPHA, bestScore, uncles: 2, fairPay: false, ...rule };
}

const proof = (provers: number, paysOwnSeat = false) => ({ provers, paysOwnSeat });

test("P7.2 without proofs there is nothing to submit; of several proofs the one with most provers is submitted", () => {
  const row = bid(500n, 3);
  const round = roundOf([row]);
  assert.equal(chooseSubmission(row, true, [], round), undefined);
  const proofs = [proof(2), proof(3), proof(3), proof(1)];
  const chosen = chooseSubmission(row, false, proofs, round);
  assert.equal(chosen?.proof, proofs[1]);
  assert.equal(chosen?.reason, "leads");
});

test("P7.2 if L1 has a proof of the block, only one with more provers is submitted", () => {
  const row = bid(500n, 3, 2);
  const round = roundOf([row]);
  assert.equal(chooseSubmission(row, true, [proof(2, true)], round), undefined);
  assert.equal(chooseSubmission(row, false, [proof(3)], round)?.reason, "leads");
});

test("P7.2 a proof that only equals the best does not lead: the earlier one wins a tie", () => {
  const first = bid(500n, 3, 3);
  const second = bid(500n, 3);
  const round = roundOf([first, second]);
  assert.equal(chooseSubmission(second, false, [proof(3)], round), undefined);
  const higher = bid(501n, 3);
  assert.equal(chooseSubmission(higher, false, [proof(3)], roundOf([first, higher]))?.reason, "leads");
});

test("P9.6 the own bid's proof saves its bond if the bid leads by its committed provers", () => {
  const proven = bid(500n, 3, 3);
  const leader = bid(900n, 3);
  const reason = (
    row: RankedBid,
    isOwn: boolean,
    ranking: readonly RankedBid[],
  ): SubmissionReason | undefined => chooseSubmission(row, isOwn, [proof(1)], roundOf(ranking))?.reason;
  assert.equal(reason(leader, true, [proven, leader]), "savesBond");
  assert.equal(reason(leader, false, [proven, leader]), undefined);
  const low = bid(100n, 3);
  assert.equal(reason(low, true, [proven, low]), undefined, "its bond is safe: it never led");
  const later = bid(900n, 3);
  assert.equal(reason(later, true, [proven, leader, later]), undefined, "the earlier of equal bids leads");
  // Its bond is safe once it has any proof.
  const better = bid(600n, 3, 3);
  const safe = bid(900n, 4, 1);
  assert.equal(
    chooseSubmission(safe, true, [proof(2)], { ...roundOf([better, safe]), bestScore: 2n ** 200n }),
    undefined,
  );
});

test("P8.4 a proof behind the best is submitted for an own seat if there is a paid uncle place left", () => {
  const ahead = [900n, 800n, 700n].map((burnBid) => bid(burnBid, 3, 3));
  const row = bid(500n, 3);
  for (const [count, uncles, reason] of [
    [1, 1, "paidBehind"],
    [1, 0, undefined],
    [2, 1, undefined],
    [3, 3, "paidBehind"],
    [3, 2, undefined],
  ] as const) {
    const round = roundOf([...ahead.slice(0, count), row], { uncles });
    assert.equal(chooseSubmission(row, false, [proof(3, true)], round)?.reason, reason);
    assert.equal(chooseSubmission(row, true, [proof(3, false)], round), undefined, "it pays no own seat");
  }
});

test("P8.4 unproven bids and beaten bids are not ahead of a proof", () => {
  const best = bid(900n, 3, 3);
  const row = bid(500n, 3);
  const round = roundOf([best, bid(800n, 3), bid(300n, 3, 3), row], { uncles: 1 });
  assert.equal(chooseSubmission(row, false, [proof(3, true)], round)?.reason, "paidBehind");
});

test("P8.5 if all proven blocks are paid, any proof that pays an own seat is submitted", () => {
  const ahead = [900n, 800n, 700n].map((burnBid) => bid(burnBid, 3, 3));
  const row = bid(500n, 3);
  const round = roundOf([...ahead, row], { uncles: 0, fairPay: true });
  assert.equal(chooseSubmission(row, false, [proof(3, true)], round)?.reason, "paidBehind");
  assert.equal(chooseSubmission(row, false, [proof(3, false)], round), undefined);
});
