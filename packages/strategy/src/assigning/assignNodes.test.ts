import assert from "node:assert/strict";
import { test } from "node:test";
import { boundEntries, ProverBitmap, RESCUE_SLOT, ROOT_NODE, type Vote } from "@trellis/protocol";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { throwsCode } from "../../../protocol/test/throwsCode.ts";
import { assign } from "./assignment.ts";
import { assignNodes, type KnownSeats } from "./assignNodes.ts";
import { blockDepth, type DepthTask } from "./blockDepth.ts";
import {
  addClaims,
  type ClaimConduct,
  fadeClaims,
  isIdle,
  judgeClaims,
  keptPart,
  precedence,
} from "./claimConduct.ts";

const vote = (seat: number, scope = ROOT_NODE, slot = 0): Vote => ({
  ...scope,
  proposalId: new Uint8Array(32),
  seat,
  slot,
  signature: new Uint8Array(64),
});
const ALL: KnownSeats = {
  active: ProverBitmap.of(Array.from({ length: 20 }, (_, seat) => seat)),
  isIdle: () => false,
  weight: () => 1,
  precedence: () => 1,
};
const ballots = fc.array(
  fc
    .tuple(fc.nat(11), any.nodeOf(3), fc.constantFrom(0, 1, RESCUE_SLOT))
    .map(([seat, scope, slot]) => vote(seat, scope, slot)),
  { maxLength: 40 },
);

test("R2: each entry of an assignment binds its seat: no vote twice, no rescue vote, all in the bitmap", () => {
  fc.assert(
    fc.property(ballots, fc.subarray([0, 1, 2, 3]), fc.subarray([2, 3, 4, 5]), (votes, inactive, idle) => {
      const active = ALL.active.seats().filter((seat) => !inactive.includes(seat));
      const seats = {
        ...ALL,
        active: ProverBitmap.of(active),
        isIdle: (seat: number) => idle.includes(seat),
      };
      const { entries, committed } = assignNodes(votes, 3, seats);
      assert.equal(boundEntries(entries, committed).size, entries.length);
      assert.deepEqual(
        committed.seats(),
        [...new Set(entries.map(({ seat }) => seat))].sort((a, b) => a - b),
      );
      for (const { seat } of entries) assert.ok(!inactive.includes(seat));
      const able = votes.filter(({ seat, slot }) => active.includes(seat) && slot !== RESCUE_SLOT);
      const busy = able.filter(({ seat }) => !idle.includes(seat));
      if (busy.length > 0) for (const { seat } of entries) assert.ok(!idle.includes(seat));
      // As many seats and nodes as the matching finds among those votes.
      const best = assign(busy.length > 0 ? busy : able, 3);
      assert.equal(entries.length, best.length);
      assert.equal(committed.count(), new Set(best.map(({ seat }) => seat)).size);
    }),
    { numRuns: 300 },
  );
});

test("R8: a seat that votes and does not claim is left out while others have voted", () => {
  const isIdleSeat = (seat: number): boolean => seat === 1;
  const both = assignNodes([vote(1), vote(2)], 1, { ...ALL, isIdle: isIdleSeat });
  assert.deepEqual(both.committed.seats(), [2]);
  const alone = assignNodes([vote(1)], 1, { ...ALL, isIdle: isIdleSeat });
  assert.deepEqual(alone.committed.seats(), [1]);
});

test("P5.1: without votes nobody is named; a depth that no block has is refused", () => {
  const { entries, committed } = assignNodes([], 2, ALL);
  assert.deepEqual([entries, committed.seats()], [[], []]);
  throwsCode("TRL-PRO-003", () => assignNodes([vote(1)], 12, ALL));
});

test("R8: only nodes that a seat offered itself for, and that were ready, say how it keeps its offers", () => {
  const node = { node: ROOT_NODE, seat: 5, hasVoted: true, wasReady: true, wasKept: false };
  const of = (...nodes: Parameters<typeof judgeClaims>[0] extends Iterable<infer Node> ? Node[] : never) => [
    ...judgeClaims(nodes),
  ];
  assert.deepEqual(of(node, { ...node, wasKept: true }), [[5, { bound: 2, kept: 1 }]]);
  assert.deepEqual(of({ ...node, hasVoted: false }), []);
  assert.deepEqual(of({ ...node, wasReady: false }), []);
});

test("R8: three offers not kept leave a seat out; it is tried again when that has faded", () => {
  let conduct: ClaimConduct | undefined = { bound: 2, kept: 0 };
  assert.ok(!isIdle(undefined) && !isIdle(conduct));
  conduct = addClaims(conduct, { bound: 2, kept: 0 });
  assert.ok(isIdle(conduct));
  let heights = 0;
  for (; isIdle(conduct); heights++) conduct = fadeClaims(conduct!);
  assert.equal(heights, 10);
  assert.ok(!isIdle({ bound: 10, kept: 6 }), "busy, not idle");
  for (let i = 0; i < 500; i++) conduct = conduct && fadeClaims(conduct);
  assert.equal(conduct, undefined);
});

test("R8: a record never counts more than a bounded number of nodes", () => {
  let conduct: ClaimConduct | undefined;
  for (let i = 0; i < 1_000; i++) conduct = addClaims(conduct, { bound: 3, kept: 2 });
  assert.ok(conduct!.bound <= 64.001 && Math.abs(conduct!.kept / conduct!.bound - 2 / 3) < 1e-9);
});

const DEPTH: DepthTask = {
  seats: 8,
  transactions: 0,
  mustHold: 0,
  seconds: { leaf: 6, merge: 25, root: 25 },
  proofSeconds: 600,
};

test("R15: a tree has a leaf for each seat and a place for each transaction", () => {
  assert.equal(blockDepth(DEPTH), 3);
  assert.equal(blockDepth({ ...DEPTH, seats: 9 }), 4);
  assert.equal(blockDepth({ ...DEPTH, seats: 1 }), 1);
  assert.equal(blockDepth({ ...DEPTH, seats: 0 }), 1);
  assert.equal(blockDepth({ ...DEPTH, transactions: 129 }), 5);
  assert.equal(blockDepth({ ...DEPTH, seats: 1_024 }), 10);
  assert.equal(blockDepth({ ...DEPTH, seats: 2_048, proofSeconds: 900 }), 11);
});

test("A21: two machines do not get a tree that they cannot prove, unless L1 asks for the places", () => {
  const flooded = { ...DEPTH, seats: 2, transactions: 16_384 };
  assert.equal(blockDepth(flooded), 4);
  assert.equal(blockDepth({ ...flooded, mustHold: 256 }), 5);
  assert.equal(blockDepth({ ...flooded, mustHold: 16 }), 4);
});

test("R15: the depth is always a legal one, enough for what L1 asks for", () => {
  const tasks = fc.record({
    seats: fc.nat(2_048),
    transactions: fc.nat(20_000),
    mustHold: fc.nat(256),
    seconds: fc.record({ leaf: fc.nat(60), merge: fc.nat(60), root: fc.nat(60) }),
    proofSeconds: fc.nat(1_000),
  });
  fc.assert(
    fc.property(tasks, (asked) => {
      const depth = blockDepth(asked);
      assert.ok(Number.isInteger(depth) && depth >= 1 && depth <= 11);
      assert.ok(2 ** depth * 8 >= asked.mustHold);
    }),
  );
});

/** Plays heights in which all seats vote for a block of one leaf row, and those that are reliable keep what binds them. */
function heightsOf(seats: readonly number[], heights: number, keeps: (seat: number) => boolean) {
  const conducts = new Map<number, ClaimConduct>();
  const named = new Map<number, number>();
  for (let height = 0; height < heights; height++) {
    const { entries } = assignNodes(
      seats.map((seat) => vote(seat)),
      1,
      {
        ...ALL,
        isIdle: (seat) => isIdle(conducts.get(seat)),
        weight: (seat) => keptPart(conducts.get(seat)),
        precedence: (seat) => precedence(conducts.get(seat)),
      },
    );
    for (const [seat, conduct] of conducts) {
      const faded = fadeClaims(conduct);
      if (faded === undefined) conducts.delete(seat);
      else conducts.set(seat, faded);
    }
    for (const { seat } of entries) {
      named.set(seat, (named.get(seat) ?? 0) + 1);
      conducts.set(seat, addClaims(conducts.get(seat), { bound: 1, kept: keeps(seat) ? 1 : 0 }));
    }
  }
  return named;
}

test("P5.1 with fewer nodes than seats, reliable seats take turns, so that each is named about as often", () => {
  const named = heightsOf([0, 1, 2, 3, 4], 100, () => true);
  for (const seat of [0, 1, 2, 3, 4])
    assert.ok(Math.abs(named.get(seat)! - 60) <= 2, `${seat}: ${named.get(seat)}`);
});

test("P5.1 a seat that joins reliable ones is tried at once, and one that misses its nodes is soon named no more", () => {
  const conducts = new Map([0, 1, 2].map((seat) => [seat, { bound: 30, kept: 30 }]));
  const { committed } = assignNodes(
    [0, 1, 2, 9].map((seat) => vote(seat)),
    1,
    {
      ...ALL,
      weight: (seat) => keptPart(conducts.get(seat)),
      precedence: (seat) => precedence(conducts.get(seat)),
    },
  );
  assert.ok(committed.has(9));
  const named = heightsOf([0, 1, 2, 9], 100, (seat) => seat !== 9);
  assert.ok(named.get(9)! <= 5, `named ${named.get(9)} times`);
});
