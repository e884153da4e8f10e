import assert from "node:assert/strict";
import { test } from "node:test";
import { isNodeOf, nodeCount, ROOT_NODE } from "@trellis/protocol";
import fc from "fast-check";
import type { Hex } from "viem";
import { EverythingStrategy } from "./EverythingStrategy.ts";
import { ExpectedPayStrategy } from "./ExpectedPayStrategy.ts";
import type { PayTerms } from "./expectedPay.ts";
import type { Offer, OpenProposal, ProofOption, ProverStrategy, VotingTask } from "./ProverStrategy.ts";
import { ProvingTimes } from "./ProvingTimes.ts";

const TERMS: PayTerms = {
  blockReward: 10n ** 19n,
  proverShareBps: 6_000,
  weights: { leaf: 1n, merge: 3n, root: 4n },
  uncommittedFactorBps: 5_000,
  treeDepth: 3,
};
const SECONDS = { leaf: 6, merge: 25, root: 25 };
const idOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

function proposal(
  n: number,
  fields: Partial<OpenProposal> & { readonly shareBps?: number } = {},
): OpenProposal {
  const { shareBps = TERMS.proverShareBps, ...rest } = fields;
  return {
    id: idOf(n),
    terms: { ...TERMS, proverShareBps: shareBps },
    burnBid: 100n,
    cast: new Map(),
    ...rest,
  };
}

function task(fields: Partial<VotingTask> = {}): VotingTask {
  return {
    proposals: [proposal(1)],
    seats: [4],
    capacity: 2,
    maxJobs: 1,
    seconds: SECONDS,
    proofSeconds: 600,
    alpha: 24,
    uncles: 0,
    ...fields,
  };
}

const pay = new ExpectedPayStrategy();
const everything = new EverythingStrategy();
const brief = (offers: readonly Offer[]): string[] =>
  offers.map(({ id, seat, votes }) => `${Number(id)}:${seat}x${votes.length}`);

test("everything: every seat's places for every proposal, once", () => {
  const proposals = [proposal(1), proposal(2, { cast: new Map([[4, 2]]) })];
  assert.deepEqual(brief(everything.offer(task({ proposals, seats: [4, 5] }))), ["1:4x2", "1:5x2", "2:5x2"]);
  assert.equal(everything.offer(task({ capacity: 99 }))[0]!.votes.length, nodeCount(3));
});

test("expectedPay: with time enough it offers everything, for any node", () => {
  const [offer] = pay.offer(task());
  assert.deepEqual(offer!.votes, [
    { ...ROOT_NODE, slot: 0 },
    { ...ROOT_NODE, slot: 1 },
  ]);
});

test("expectedPay: the proposal that pays most per second comes first, and gets the time if there is not enough for all", () => {
  const proposals = [proposal(1), proposal(2, { shareBps: 9_000 })];
  const wide = pay.offer(task({ proposals }));
  assert.deepEqual(brief(wide), ["2:4x2", "1:4x2"]);
  // A node takes 14.9 s in the mean and 112 s are 89.6 s of plans: 6 nodes, if either proposal may be accepted.
  const narrow = task({ proposals, seats: [4, 5, 6, 7, 8, 9], capacity: 1, proofSeconds: 112, uncles: 1 });
  assert.deepEqual(brief(pay.offer(narrow)), ["2:4x1", "2:5x1", "2:6x1", "2:7x1", "2:8x1", "2:9x1"]);
});

test("expectedPay: a bid that is far behind is not paid for: its pay is unlikely, and so is its load", () => {
  const proposals = [proposal(1, { shareBps: 9_000, burnBid: 10n }), proposal(2)];
  assert.deepEqual(brief(pay.offer(task({ proposals }))), ["2:4x2", "1:4x2"]);
});

test("expectedPay: every seat gets one place before any gets more", () => {
  const offers = pay.offer(task({ seats: [1, 2, 3, 4, 5], capacity: 8, proofSeconds: 112 }));
  assert.deepEqual(brief(offers), ["1:1x1", "1:2x1", "1:3x1", "1:4x1", "1:5x2"]);
});

test("expectedPay: votes already cast count, and further nodes are offered when there is room", () => {
  const cast = new Map([[4, 6]]);
  const full = task({ proposals: [proposal(1, { cast })], seats: [4, 5], proofSeconds: 112 });
  assert.deepEqual(pay.offer(full), []);
  // A better bid lowers the first one's chance, and so its load.
  const proposals = [proposal(1, { cast }), proposal(2, { burnBid: 10_000n })];
  assert.deepEqual(brief(pay.offer({ ...full, proposals })), ["2:4x2", "2:5x2"]);
});

test("expectedPay: kinds that take too long are not offered", () => {
  const scopesOf = (fields: Partial<VotingTask>) => pay.offer(task(fields)).flatMap(({ votes }) => votes);
  // Leaf, two merges and the root one after the other: 81 s, 56 s without the root, 6 s for a leaf.
  assert.deepEqual(scopesOf({ proofSeconds: 81, capacity: 1 }), [{ ...ROOT_NODE, slot: 0 }]);
  assert.equal(scopesOf({ proofSeconds: 80, capacity: 1 })[0]!.depth, 1);
  const leaves = scopesOf({ proofSeconds: 55, capacity: 3 });
  assert.deepEqual(
    leaves.map(({ depth }) => depth),
    [3, 3, 3],
  );
  assert.equal(new Set(leaves.map(({ index }) => index)).size, 3);
  assert.deepEqual(scopesOf({ proofSeconds: 5 }), []);
});

test("expectedPay: proofs that take no time, and bids without a chance, are offered like others", () => {
  const proposals = [proposal(1, { burnBid: 1n << 95n }), proposal(2, { burnBid: 1n })];
  const seconds = { leaf: 0, merge: 0, root: 0 };
  assert.deepEqual(brief(pay.offer(task({ proposals, seconds }))), ["1:4x2", "2:4x2"]);
});

test("expectedPay: a slow prover offers one node if that is in time", () => {
  assert.deepEqual(brief(pay.offer(task({ seconds: { leaf: 30, merge: 30, root: 30 }, proofSeconds: 31 }))), [
    "1:4x1",
  ]);
});

test("whatever the round, offers are votes that can be cast, and fit the window", () => {
  const seconds = fc.record({
    leaf: fc.double({ min: 0.01, max: 100, noNaN: true }),
    merge: fc.double({ min: 0.01, max: 100, noNaN: true }),
    root: fc.double({ min: 0.01, max: 100, noNaN: true }),
  });
  const any = fc.record({
    bids: fc.array(
      fc.tuple(
        fc.bigInt({ min: 1n, max: (1n << 96n) - 1n }),
        fc.integer({ min: 1, max: 11 }),
        fc.nat(10_000),
      ),
      {
        maxLength: 6,
      },
    ),
    seats: fc.uniqueArray(fc.nat(2_047), { maxLength: 8 }),
    capacity: fc.integer({ min: 1, max: 20 }),
    maxJobs: fc.integer({ min: 1, max: 4 }),
    seconds,
    proofSeconds: fc.integer({ min: 1, max: 600 }),
    alpha: fc.integer({ min: 8, max: 46 }),
    uncles: fc.nat(4),
  });
  fc.assert(
    fc.property(any, ({ bids, ...rest }) => {
      const proposals = bids.map(([burnBid, treeDepth, shareBps], i) =>
        proposal(i, { burnBid, terms: { ...TERMS, treeDepth, proverShareBps: shareBps } }),
      );
      for (const strategy of [pay, everything] as ProverStrategy[]) {
        const offers = strategy.offer({ ...rest, proposals });
        assert.equal(new Set(offers.map(({ id, seat }) => `${id}:${seat}`)).size, offers.length);
        for (const { id, seat, votes } of offers) {
          const { treeDepth } = proposals[Number(id)]!.terms;
          assert.ok(rest.seats.includes(seat));
          assert.ok(votes.length >= 1 && votes.length <= Math.max(rest.capacity, 1));
          for (const vote of votes) assert.ok(isNodeOf(vote, treeDepth));
        }
        if (strategy === everything) continue;
        const least = Math.min(...Object.values(rest.seconds));
        for (const { id } of proposals) {
          const votes = offers
            .filter((offer) => offer.id === id)
            .reduce((sum, offer) => sum + offer.votes.length, 0);
          assert.ok(votes <= 1 || votes * least <= rest.proofSeconds * rest.maxJobs);
        }
      }
    }),
    { numRuns: 200 },
  );
});

const option = (fields: Partial<ProofOption> = {}): ProofOption => ({
  node: { depth: 3, index: 0 },
  terms: TERMS,
  score: 100n,
  place: 0,
  isNamed: true,
  ...fields,
});

test("P6.2, P9.1 proofs: nodes of named seats come first, then those that pay most per second", () => {
  const merge = option({ node: { depth: 1, index: 0 } });
  const leaf = option();
  const unnamed = option({ node: ROOT_NODE, isNamed: false });
  // A leaf pays 1 in 6 s, a merge 3 in 25 s.
  assert.deepEqual(pay.order([merge, unnamed, leaf], SECONDS), [leaf, merge, unnamed]);
  assert.deepEqual(pay.order([leaf, merge], { ...SECONDS, merge: 10 }), [merge, leaf]);
  assert.deepEqual(everything.order([merge, unnamed, leaf]), [merge, unnamed, leaf]);
  assert.deepEqual(pay.order([], SECONDS), []);
});

test("P6.2 proofs: the proposal that is likelier to win comes first; of equal ones the earlier", () => {
  const first = option();
  const beaten = option({ score: 10n, place: 1 });
  assert.deepEqual(pay.order([beaten, first], SECONDS), [first, beaten]);
  const same = option({ node: { depth: 3, index: 1 } });
  assert.deepEqual(pay.order([first, same], SECONDS), [first, same]);
  assert.deepEqual(pay.order([same, first], { leaf: 0, merge: 0, root: 0 }), [same, first]);
});

test("times are the expected ones until measured; then the latest counts most", () => {
  const times = new ProvingTimes(SECONDS);
  assert.deepEqual(times.seconds, SECONDS);
  times.add("leaf", 16);
  assert.deepEqual(times.seconds, { ...SECONDS, leaf: 9 });
  for (let i = 0; i < 40; i++) times.add("leaf", 2);
  assert.ok(Math.abs(times.seconds.leaf - 2) < 0.01);
});
