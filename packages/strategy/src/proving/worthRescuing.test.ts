import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { inWorkOrder, type ProofOption } from "./proofOptions.ts";
import { isWorthRescuing, type RescueTask } from "./worthRescuing.ts";

/** A leaf pays 200 wei to its named seat and 100 to a rescuer. */
const TASK: RescueTask = {
  terms: {
    blockReward: 10_000n,
    proverShareBps: 6_000,
    weights: { leaf: 1n, merge: 3n, root: 4n },
    uncommittedFactorBps: 5_000,
    treeDepth: 3,
  },
  seconds: { leaf: 6, merge: 25, root: 25 },
  cost: { perProof: { leaf: 100n, merge: 100n, root: 100n } },
  confidence: 1,
  ownPay: 0n,
};
const LEAF = { depth: 3, index: 0 };

test("R15: a prover steps in where a rescue pays more than it costs", () => {
  assert.ok(!isWorthRescuing(LEAF, TASK));
  assert.ok(isWorthRescuing({ depth: 1, index: 0 }, TASK));
  assert.ok(isWorthRescuing(LEAF, { ...TASK, cost: { perProof: { leaf: 99n, merge: 0n, root: 0n } } }));
  assert.ok(!isWorthRescuing({ depth: 1, index: 0 }, { ...TASK, confidence: 0.3 }));
});

test("R15: a prover with nodes of its own in the block steps in where they are worth it", () => {
  assert.ok(isWorthRescuing(LEAF, { ...TASK, ownPay: 1n }));
});

test("R15: more own pay never makes a rescue less worth", () => {
  fc.assert(
    fc.property(any.nodeOf(3), fc.bigInt(0n, 10_000n), fc.bigInt(0n, 10_000n), (node, ownPay, more) => {
      if (isWorthRescuing(node, { ...TASK, ownPay })) {
        assert.ok(isWorthRescuing(node, { ...TASK, ownPay: ownPay + more }));
      }
    }),
  );
});

test("R8: claimed nodes of all blocks come before rescues in any of them", () => {
  const option = (index: number, isClaimed: boolean): ProofOption => ({
    node: { depth: 3, index },
    seat: 1,
    isNamed: isClaimed,
    isClaimed,
  });
  const blocks = [
    { options: [option(0, true), option(1, false)], nextAt: undefined },
    { options: [option(2, true), option(3, false)], nextAt: 5 },
  ];
  assert.deepEqual(
    inWorkOrder(blocks).map(({ node, place }) => [node.index, place]),
    [
      [0, 0],
      [2, 1],
      [1, 0],
      [3, 1],
    ],
  );
});
