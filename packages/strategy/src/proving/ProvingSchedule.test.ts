import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, nodeNumber } from "@trellis/protocol";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { ProvingSchedule } from "./ProvingSchedule.ts";
import { type ProofOptions, proofOptions, type ReadyNode } from "./proofOptions.ts";
import { RescueOrder } from "./RescueOrder.ts";
import { seatsInRound } from "./seatsInRound.ts";

const ACTIVE = [1, 2, 3, 4, 5, 6, 7, 8];
const ID = new Uint8Array(32).fill(9);
const ORDERS = Array.from({ length: 15 }, (_, number) => new RescueOrder(ID, nodeAt(number), ACTIVE));
const TERMS = { treeDepth: 3, seconds: { leaf: 10, merge: 20, root: 20 }, claimTime: 5 };

/** What {@link proofOptions} says of all nodes. */
function fromScratch(nodes: Iterable<ReadyNode>, seats: readonly number[], now: number): ProofOptions {
  const inOrder = [...nodes].sort((a, b) => nodeNumber(a.node) - nodeNumber(b.node));
  const conduct = seatsInRound(inOrder, TERMS.treeDepth, TERMS.seconds, TERMS.claimTime, now);
  return proofOptions(inOrder, { ...TERMS, ...conduct, seats, now });
}

const facts = fc.record({
  named: fc.option(fc.constantFrom(...ACTIVE), { nil: undefined }),
  isClaimed: fc.boolean(),
  provenBy: fc.subarray(ACTIVE, { maxLength: 2 }),
  barred: fc.subarray(ACTIVE, { maxLength: 2 }),
  waited: fc.nat(3_000),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("set" as const), node: any.nodeOf(3), facts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), node: any.nodeOf(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("look" as const), passed: fc.nat(15_000) }) },
);

test("R15: a schedule that is kept up to date node by node says what a look at all nodes says, after any changes", () => {
  const ownSeats = fc.subarray(ACTIVE, { minLength: 1 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), ownSeats, (steps, seats) => {
      const schedule = new ProvingSchedule({ ...TERMS, seats });
      const nodes = new Map<number, ReadyNode>();
      let now = 5_000;
      for (const one of steps) {
        if (one.kind === "look") {
          now += one.passed;
          assert.deepEqual(schedule.options(now), fromScratch(nodes.values(), seats, now));
        } else if (one.kind === "delete") {
          schedule.delete(nodeNumber(one.node));
          nodes.delete(nodeNumber(one.node));
        } else {
          const { waited, ...known } = one.facts;
          const number = nodeNumber(one.node);
          const ready = { node: one.node, readyAt: now - waited, ...known, order: () => ORDERS[number]! };
          schedule.set(ready);
          nodes.set(number, ready);
        }
      }
      now += 1;
      assert.deepEqual(schedule.options(now), fromScratch(nodes.values(), seats, now));
      now += 10 ** 6;
      assert.deepEqual(schedule.options(now), fromScratch(nodes.values(), seats, now));
    }),
    { numRuns: 1_000 },
  );
});

/** A block of depth 3 whose leaves are ready and named, seat by seat. */
function leaves(): ReadyNode[] {
  return ACTIVE.map((named, i) => ({
    node: nodeAt(7 + i),
    readyAt: 0,
    named,
    isClaimed: false,
    provenBy: [],
    barred: [],
    order: () => ORDERS[7 + i]!,
  }));
}

test("R15: in a deep block, a proof makes nobody ask for the order of other nodes", () => {
  const schedule = new ProvingSchedule({ ...TERMS, seats: [1] });
  let asked = 0;
  const nodes = leaves().map((ready) => {
    const { order } = ready;
    const counted = (): RescueOrder => {
      asked++;
      return order();
    };
    return { ...ready, isClaimed: true, order: counted };
  });
  for (const ready of nodes) schedule.set(ready);
  schedule.options(20_000);
  assert.equal(asked, 7, "one for each node that is open to others");
  schedule.set({ ...nodes[3]!, provenBy: [4] });
  schedule.options(20_001);
  assert.equal(asked, 7);
});

test("R15: who is heard again is waited for again", () => {
  const schedule = new ProvingSchedule({ ...TERMS, seats: [1] });
  const nodes = leaves();
  for (const ready of nodes) schedule.set(ready);
  // All others are silent, so it is this seat's turn everywhere.
  assert.equal(schedule.options(5_000).options.length, 8);
  for (const ready of nodes)
    if (ready.named !== 1) schedule.set({ ...ready, readyAt: 5_001, isClaimed: true });
  assert.equal(schedule.options(5_001).options.length, Number(ORDERS[7]!.rank(1) === 0));
});
