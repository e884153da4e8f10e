import assert from "node:assert/strict";
import { test } from "node:test";
import { isNodeOf, ROOT_NODE, subtree } from "@trellis/protocol";
import fc from "fast-check";
import type { Hex } from "viem";
import { expectedNodePay, type PayTerms } from "../proving/expectedPay.ts";
import type { Offer, OpenProposal } from "../proving/Offer.ts";
import { costOfProof } from "../proving/proofCost.ts";
import { isWorthProving, offerVotes, type VotingTask } from "./offerVotes.ts";
import { CLEAN_RECORD, mayVote, noteMissed, noteProven, type OwnRecord } from "./ownRecord.ts";

const TERMS: PayTerms = {
  blockReward: 10n ** 19n,
  proverShareBps: 6_000,
  weights: { leaf: 1n, merge: 3n, root: 4n },
  uncommittedFactorBps: 5_000,
  treeDepth: 3,
};
const FREE = { perSecond: 0n };
const idOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const proposal = (n: number, shareBps = 6_000, fields: Partial<OpenProposal> = {}): OpenProposal => ({
  id: idOf(n),
  terms: { ...TERMS, proverShareBps: shareBps },
  burnBid: 100n,
  cast: new Map(),
  ...fields,
});
const task = (fields: Partial<VotingTask> = {}): VotingTask => ({
  proposals: [proposal(1)],
  seats: [4],
  capacity: 2,
  maxJobs: 1,
  seconds: { leaf: 6, merge: 25, root: 25 },
  proofSeconds: 600,
  cost: FREE,
  confidence: 1,
  ...fields,
});
const brief = (offers: readonly Offer[]): string[] =>
  offers.map(({ id, seat, votes }) => `${Number(id)}:${seat}x${votes.length}`);

test("R6: with time and pay enough a prover offers itself for any node", () => {
  const [offer] = offerVotes(task());
  assert.deepEqual(offer!.votes, [
    { ...ROOT_NODE, slot: 0 },
    { ...ROOT_NODE, slot: 1 },
  ]);
});

test("R6, A7: a proposal that pays provers nothing gets no vote, even if proofs cost nothing", () => {
  assert.deepEqual(offerVotes(task({ proposals: [proposal(1, 0)] })), []);
  assert.deepEqual(brief(offerVotes(task({ proposals: [proposal(1, 0), proposal(2, 1)] }))), ["2:4x2"]);
});

test("R6: a prover votes only if a node is expected to pay more than it costs", () => {
  // A leaf pays 6 · 10^18 / (8 + 18 + 4) = 2 · 10^17, a merge three times as much, the root four times.
  const pay = { leaf: 2n * 10n ** 17n, merge: 6n * 10n ** 17n, root: 8n * 10n ** 17n };
  const less = { leaf: pay.leaf - 10n ** 6n, merge: pay.merge - 10n ** 6n, root: pay.root - 10n ** 6n };
  assert.equal(offerVotes(task({ cost: { perProof: less } })).length, 1);
  assert.deepEqual(offerVotes(task({ cost: { perProof: pay } })), []);
  assert.deepEqual(offerVotes(task({ cost: { perProof: less }, confidence: 0.9 })), []);
  // Only the root is dear: half of the tree is offered.
  const [half] = offerVotes(task({ cost: { perProof: { ...less, root: pay.root } } }));
  assert.equal(half!.votes[0]!.depth, 1);
  // Only leaves pay: leaves are offered.
  const [leaf] = offerVotes(task({ cost: { perProof: { ...pay, leaf: 0n } } }));
  assert.equal(leaf!.votes[0]!.depth, 3);
  // Leaves are dear, and each scope has leaves.
  assert.deepEqual(offerVotes(task({ cost: { perProof: { leaf: pay.leaf, merge: 0n, root: 0n } } })), []);
});

test("R6: votes go first where a second gains most", () => {
  const proposals = [proposal(1), proposal(2, 9_000)];
  assert.deepEqual(brief(offerVotes(task({ proposals }))), ["2:4x2", "1:4x2"]);
  const unlikely = [proposal(1), proposal(2, 9_000, { burnBid: 10n })];
  assert.deepEqual(brief(offerVotes(task({ proposals: unlikely }))), ["1:4x2", "2:4x2"]);
});

test("R6: what proofs cost is taken off before proposals are compared", () => {
  const deep = proposal(1);
  const flat = proposal(2, 990, { terms: { ...TERMS, proverShareBps: 990, treeDepth: 1 } });
  const proposals = [flat, deep];
  assert.deepEqual(brief(offerVotes(task({ proposals }))), ["1:4x2", "2:4x2"]);
  // The flat tree has no merges.
  const cost = { perProof: { leaf: 0n, merge: 59n * 10n ** 16n, root: 0n } };
  assert.deepEqual(brief(offerVotes(task({ proposals, cost }))), ["2:4x2", "1:4x2"]);
});

test("R6: a prover offers only kinds of nodes whose path from the leaf fits the window", () => {
  const scopeDepth = (proofSeconds: number): number | undefined =>
    offerVotes(task({ proofSeconds }))[0]?.votes[0]?.depth;
  // The root comes 81 s after the start, the last merge 56 s.
  assert.deepEqual([81, 80, 56, 55, 6, 5].map(scopeDepth), [0, 1, 1, 3, 3, undefined]);
});

test("R6: a seat that has voted for a proposal does not vote for it again", () => {
  const proposals = [proposal(1, 6_000, { cast: new Map([[4, 2]]) })];
  assert.deepEqual(brief(offerVotes(task({ proposals, seats: [4, 5] }))), ["1:5x2"]);
});

test("R6: one machine gets at most one vote a row of a tree, however much time there is", () => {
  const seats = Array.from({ length: 9 }, (_, seat) => seat);
  const offers = offerVotes(task({ seats, capacity: 9, proofSeconds: 10_000 }));
  assert.equal(
    offers.reduce((sum, { votes }) => sum + votes.length, 0),
    4,
  );
});

test("R6: whatever is asked, votes stay within the prover's room, and each kind they may bring pays", () => {
  const tasks = fc.record({
    proposals: fc
      .array(fc.tuple(fc.nat(10_000), fc.integer({ min: 1, max: 4 }), fc.nat(1_000)), { maxLength: 4 })
      .map((all) =>
        all.map(([share, treeDepth, bid], i) =>
          proposal(i, share, {
            burnBid: BigInt(bid),
            terms: { ...TERMS, proverShareBps: share, treeDepth },
          }),
        ),
      ),
    seats: fc.uniqueArray(fc.nat(20), { maxLength: 6 }),
    capacity: fc.nat(4),
    maxJobs: fc.integer({ min: 1, max: 3 }),
    seconds: fc.record({ leaf: fc.nat(30), merge: fc.nat(60), root: fc.nat(60) }),
    proofSeconds: fc.nat(600),
    cost: fc.bigInt(0n, 3n * 10n ** 16n).map((perSecond) => ({ perSecond })),
    confidence: fc.constantFrom(0.5, 0.9, 1),
  });
  fc.assert(
    fc.property(tasks, (asked) => {
      const offers = offerVotes(asked);
      for (const { id, seat, votes } of offers) {
        const { terms } = asked.proposals.find((one) => one.id === id)!;
        assert.ok(asked.seats.includes(seat) && votes.length <= Math.max(1, asked.capacity));
        for (const vote of votes) {
          assert.ok(isNodeOf(vote, terms.treeDepth));
          for (const node of subtree(vote, terms.treeDepth)) {
            const kind = node.depth === terms.treeDepth ? "leaf" : node.depth === 0 ? "root" : "merge";
            const pay = expectedNodePay(terms, node, true, asked.confidence);
            assert.ok(pay > Number(costOfProof(asked.cost, kind, asked.seconds[kind])));
          }
        }
      }
      for (const { id, terms } of asked.proposals) {
        const own = offers.filter((offer) => offer.id === id);
        assert.equal(new Set(own.map(({ seat }) => seat)).size, own.length);
        const votes = own.reduce((sum, offer) => sum + offer.votes.length, 0);
        assert.ok(votes <= asked.maxJobs * (terms.treeDepth + 1));
      }
    }),
    { numRuns: 300 },
  );
});

test("R6: a cost by time rises with the time, and is never rounded away", () => {
  assert.equal(costOfProof({ perSecond: 10n }, "leaf", 2.5), 25n);
  assert.equal(costOfProof({ perSecond: 1n }, "leaf", 0.001), 1n);
  assert.ok(!isWorthProving("leaf", TERMS, task({ cost: { perSecond: 10n ** 18n } })));
});

test("R6: a prover that misses nodes stops voting until its machine has passed a test", () => {
  let record: OwnRecord = CLEAN_RECORD;
  for (let i = 0; i < 2; i++) record = noteMissed(record);
  assert.ok(mayVote(record, 3));
  record = noteMissed(record);
  assert.ok(!mayVote(record, 3));
  assert.ok(!mayVote(noteProven(record), 2));
  assert.ok(mayVote(CLEAN_RECORD, 1));
});

test("R6: who misses one node in twenty-two goes on, who misses one in ten is stopped", () => {
  const run = (every: number, nodes: number): OwnRecord => {
    let record: OwnRecord = CLEAN_RECORD;
    for (let i = 1; i <= nodes; i++) record = i % every === 0 ? noteMissed(record) : noteProven(record);
    return record;
  };
  assert.ok(mayVote(run(22, 10_000), 3));
  assert.ok(!mayVote(run(10, 100), 3));
});
