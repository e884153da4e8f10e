import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignedEntry } from "@trellis/protocol";
import {
  covers,
  nodeCount,
  nodeNumber,
  ROOT_NODE,
  subtree,
  type TreeNode,
  type Vote,
} from "@trellis/protocol";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { throwsCode } from "../../../protocol/test/throwsCode.ts";
import { assignmentFault } from "../testing/assignmentFault.ts";
import { assign } from "./assignment.ts";

const vote = (seat: number, depth: number, index: number, slot = 0, fill = seat & 255): Vote => ({
  proposalId: new Uint8Array(32),
  depth,
  index,
  slot,
  seat,
  signature: new Uint8Array(64).fill(fill),
});

/** Size of a largest matching of the left to the nodes each may have: depth-first augmenting paths, node by node. */
function largestMatching(allowed: readonly (readonly number[])[]): number {
  const holder = new Map<number, number>();
  const place = (left: number, tried: Set<number>): boolean =>
    allowed[left]!.some((node) => {
      if (tried.has(node)) return false;
      tried.add(node);
      const other = holder.get(node);
      if (other !== undefined && !place(other, tried)) return false;
      holder.set(node, left);
      return true;
    });
  return allowed.filter((_, left) => place(left, new Set())).length;
}

const nodesOf = (scopes: readonly TreeNode[], treeDepth: number): number[] =>
  subtree(ROOT_NODE, treeDepth)
    .filter((node) => scopes.some((scope) => covers(scope, node)))
    .map(nodeNumber);
const seatsOf = (votes: readonly Vote[]): number[] => [...new Set(votes.map(({ seat }) => seat))];
const placesOf = (votes: readonly Vote[], seat: number, treeDepth: number): number[] =>
  nodesOf(
    votes.filter((own) => own.seat === seat),
    treeDepth,
  );
const distinct = (entries: readonly SignedEntry[]): number => new Set(entries.map(({ seat }) => seat)).size;
const keyOf = (own: { seat: number; depth: number; index: number; slot: number }): string =>
  `${own.seat}:${own.depth}:${own.index}:${own.slot}`;

/** A tree and votes for it: few seats, many clashes, with repetitions and a few scopes outside. */
const ballot = any.smallDepth.chain((treeDepth) =>
  fc.record({
    treeDepth: fc.constant(treeDepth),
    votes: fc.array(
      fc
        .tuple(fc.nat(11), any.nodeOf(treeDepth + 1), fc.nat(2), fc.nat(1))
        .map(([seat, scope, slot, fill]) => vote(seat, scope.depth, scope.index, slot, fill)),
      { maxLength: 50 },
    ),
    weights: fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }),
  }),
);
const weightOf =
  (weights: readonly number[]) =>
  (seat: number): number =>
    weights[seat]!;

test("P5.1: every entry is a cast vote that covers its node; no node or vote occurs twice", () => {
  fc.assert(
    fc.property(ballot, ({ treeDepth, votes, weights }) => {
      const entries = assign(votes, treeDepth, weightOf(weights));
      assert.equal(assignmentFault(entries, treeDepth), undefined);
      const cast = new Map(votes.toReversed().map((own) => [keyOf(own), own]));
      for (const { seat, vote: scope, signature } of entries) {
        const own = cast.get(keyOf({ seat, ...scope }));
        assert.ok(own !== undefined, "a vote that nobody cast");
        assert.deepEqual(signature, own.signature);
      }
      const numbers = entries.map(({ node }) => nodeNumber(node));
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }),
    { numRuns: 300 },
  );
});

test("P5.1: the number of distinct provers equals that of a largest matching", () => {
  fc.assert(
    fc.property(ballot, ({ treeDepth, votes, weights }) => {
      const best = largestMatching(seatsOf(votes).map((seat) => placesOf(votes, seat, treeDepth)));
      assert.equal(distinct(assign(votes, treeDepth, weightOf(weights))), best);
    }),
    { numRuns: 500 },
  );
});

test("P5.1: no other use of the votes names more nodes", () => {
  fc.assert(
    fc.property(ballot, ({ treeDepth, votes, weights }) => {
      const unique = [...new Map(votes.map((own) => [keyOf(own), own])).values()];
      const best = largestMatching(unique.map((own) => nodesOf([own], treeDepth)));
      assert.equal(assign(votes, treeDepth, weightOf(weights)).length, best);
    }),
    { numRuns: 500 },
  );
});

test("P5.1: deep trees, many seats and colliding votes still get a largest matching", () => {
  // Scopes are crowded around a few subtrees, so most additions have to move others along long paths.
  const crowd = fc.integer({ min: 5, max: 7 }).chain((treeDepth) =>
    fc.record({
      treeDepth: fc.constant(treeDepth),
      votes: fc.array(
        fc
          .tuple(fc.nat(149), fc.integer({ min: 1, max: treeDepth }), fc.nat(40), fc.nat(3))
          .map(([seat, depth, index, slot]) => vote(seat, depth, index % 2 ** depth, slot)),
        { minLength: 150, maxLength: 400 },
      ),
    }),
  );
  fc.assert(
    fc.property(crowd, ({ treeDepth, votes }) => {
      const entries = assign(votes, treeDepth, (seat) => seat % 5);
      assert.equal(assignmentFault(entries, treeDepth), undefined);
      const places = seatsOf(votes).map((seat) => placesOf(votes, seat, treeDepth));
      assert.equal(distinct(entries), largestMatching(places));
      const unique = [...new Map(votes.map((own) => [keyOf(own), own])).values()];
      assert.equal(entries.length, largestMatching(unique.map((own) => nodesOf([own], treeDepth))));
    }),
    { numRuns: 25 },
  );
});

test("P5.1: if not all seats fit, no other set of seats that fits weighs more", () => {
  const crowded = fc.record({
    treeDepth: fc.integer({ min: 1, max: 2 }),
    votes: fc.array(
      fc.tuple(fc.nat(8), any.nodeOf(2)).map(([seat, scope]) => vote(seat, scope.depth, scope.index)),
      { minLength: 5, maxLength: 20 },
    ),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 9, maxLength: 9 }),
  });
  fc.assert(
    fc.property(crowded, ({ treeDepth, votes, weights }) => {
      const total = (seats: Iterable<number>): number =>
        [...seats].reduce((sum, seat) => sum + weights[seat]!, 0);
      const seats = seatsOf(votes);
      let best = 0;
      for (let mask = 0; mask < 2 ** seats.length; mask++) {
        const some = seats.filter((_, i) => (mask >> i) & 1);
        const places = some.map((seat) => placesOf(votes, seat, treeDepth));
        if (total(some) > best && largestMatching(places) === some.length) best = total(some);
      }
      const named = new Set(assign(votes, treeDepth, weightOf(weights)).map(({ seat }) => seat));
      assert.equal(total(named), best);
    }),
    { numRuns: 150 },
  );
});

test("P5.1: better performers take precedence, then lower seats", () => {
  const all = Array.from({ length: 9 }, (_, seat) => vote(seat, 0, 0));
  const named = (entries: SignedEntry[]): number[] => entries.map(({ seat }) => seat).sort((a, b) => a - b);
  assert.deepEqual(named(assign(all, 1)), [0, 1, 2]);
  assert.deepEqual(named(assign(all, 1, (seat) => seat)), [6, 7, 8]);
  // Seat 0 can prove one leaf only; a heavier seat that can prove any moves on for it.
  const narrow = [vote(0, 1, 0), vote(1, 0, 0), vote(2, 0, 0)];
  assert.deepEqual(named(assign(narrow, 1, (seat) => seat)), [0, 1, 2]);
  // Two seats can only prove the same leaf: the heavier one gets it.
  assert.deepEqual(named(assign([vote(0, 1, 0), vote(1, 1, 0)], 1, (seat) => seat)), [1]);
});

test("P5.1: among votes with the same scope, heavier seats get nodes higher in the tree", () => {
  const weight = (seat: number): number => seat % 4;
  fc.assert(
    fc.property(ballot, ({ treeDepth, votes }) => {
      const entries = assign(votes, treeDepth, weight);
      for (const a of entries) {
        for (const b of entries) {
          const isSameScope = a.vote.depth === b.vote.depth && a.vote.index === b.vote.index;
          if (isSameScope && nodeNumber(a.node) < nodeNumber(b.node)) {
            assert.ok(weight(a.seat) >= weight(b.seat), `${a.seat} above ${b.seat}`);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("P5.1: the order of the votes does not matter, nor do repetitions", () => {
  fc.assert(
    fc.property(
      ballot.chain(({ votes, ...rest }) => {
        const unique = [...new Map(votes.map((own) => [keyOf(own), own])).values()];
        return fc.record({
          ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, fc.constant(value)])),
          votes: fc.constant(unique),
          shuffled: fc.shuffledSubarray(unique, { minLength: unique.length }),
        } as {
          treeDepth: fc.Arbitrary<number>;
          weights: fc.Arbitrary<number[]>;
          votes: fc.Arbitrary<Vote[]>;
          shuffled: fc.Arbitrary<Vote[]>;
        });
      }),
      ({ treeDepth, votes, weights, shuffled }) => {
        const entries = assign(votes, treeDepth, weightOf(weights));
        assert.deepEqual(assign(shuffled, treeDepth, weightOf(weights)), entries);
        assert.deepEqual(assign([...votes, ...shuffled], treeDepth, weightOf(weights)), entries);
      },
    ),
    { numRuns: 100 },
  );
});

test("P4.2: if a vote is signed twice, the first counts, for one node", () => {
  const entries = assign([vote(3, 0, 0, 0, 1), vote(3, 0, 0, 0, 2)], 2);
  assert.equal(entries.length, 1);
  assert.equal(entries[0]!.signature[0], 1);
});

test("P4.2: scopes outside the tree are left out", () => {
  assert.deepEqual(assign([vote(0, 3, 0), vote(1, 2, 4), vote(2, 0, 1), vote(3, 255, 0)], 2), []);
  assert.deepEqual(assign([], 2), []);
});

test("P5.1: the remaining nodes are dealt to the seats in rounds", () => {
  const all = [0, 1].flatMap((seat) => Array.from({ length: 20 }, (_, slot) => vote(seat, 0, 0, slot)));
  const entries = assign(all, 2);
  assert.equal(entries.length, 7);
  const counts = [0, 1].map((seat) => entries.filter((entry) => entry.seat === seat).length);
  assert.deepEqual(counts, [4, 3]);
});

test("P5.1: filling moves a wide vote to make room for a narrow one", () => {
  // Matching seats alone may put seat 0 on seat 1's second leaf; the fill gives it another node.
  const entries = assign([vote(0, 0, 0), vote(1, 1, 0), vote(1, 1, 1)], 1);
  assert.equal(entries.length, 3);
  assert.equal(distinct(entries), 2);
});

test("P4.1: a tree depth that no block can have is refused", () => {
  for (const depth of [0, 12, 255, Number.NaN]) throwsCode("TRL-PRO-003", () => assign([], depth));
});

test("P5.1: the largest ballots are assigned in full: every seat in the deepest tree", () => {
  const votes = Array.from({ length: 2048 * 4 }, (_, i) => vote(i % 2048, 0, 0, i >> 11));
  const entries = assign(votes, 11);
  assert.equal(entries.length, nodeCount(11));
  assert.equal(distinct(entries), 2048);
  assert.equal(assignmentFault(entries, 11), undefined);
});

test("P5.1: far more seats than nodes cost no more than the nodes", { timeout: 20_000 }, () => {
  // If failed searches did not close the nodes that they reached, this would take 1025 searches of 1023 × 1023 steps.
  const votes = Array.from({ length: 2048 }, (_, seat) => vote(seat, 0, 0));
  const entries = assign(votes, 9, (seat) => seat);
  assert.equal(distinct(entries), nodeCount(9));
  assert.equal(Math.min(...entries.map(({ seat }) => seat)), 2048 - nodeCount(9));
});
