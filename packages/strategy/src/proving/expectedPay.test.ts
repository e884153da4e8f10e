import assert from "node:assert/strict";
import { test } from "node:test";
import {
  covers,
  isNodeOf,
  MAX_ALPHA,
  type NodeKind,
  nodeKind,
  ROOT_NODE,
  score,
  subtree,
} from "@trellis/protocol";
import fc from "fast-check";
import { throwsCode } from "../../../protocol/test/throwsCode.ts";
import { chancesToWin, expectedNodePay, meanNode, type PayTerms, scopesFor } from "./expectedPay.ts";

const TERMS: PayTerms = {
  blockReward: 10n ** 19n,
  proverShareBps: 6_000,
  weights: { leaf: 1n, merge: 3n, root: 4n },
  uncommittedFactorBps: 5_000,
  treeDepth: 3,
};
const SECONDS = { leaf: 6, merge: 25, root: 30 };
const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= Math.abs(expected) * 1e-9, `${actual}, not ${expected}`);

test("P7.2 the chance of each proposal is its part of the sum of scores", () => {
  assert.deepEqual(chancesToWin([]), []);
  assert.deepEqual(chancesToWin([0n, 0n]), [0.5, 0.5]);
  assert.deepEqual(chancesToWin([3n, 1n, 0n]), [0.75, 0.25, 0]);
  const largest = score(2_048, (1n << 96n) - 1n, MAX_ALPHA);
  assert.deepEqual(chancesToWin([largest, largest]), [0.5, 0.5]);
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 1n << 255n }), { minLength: 1 }), (scores) => {
      const chances = chancesToWin(scores);
      assert.ok(chances.every((chance) => chance >= 0 && chance <= 1));
      close(
        chances.reduce((sum, chance) => sum + chance),
        1,
      );
    }),
  );
});

test("P8.3, P6.6 a node's expected pay is its part times the chance, and less if the seat was not named", () => {
  // 8 leaves, 6 merges, the root: weights 8 + 18 + 4.
  const unit = 6e18 / 30;
  const leaf = { depth: 3, index: 5 };
  close(expectedNodePay(TERMS, leaf, true, 1), unit);
  close(expectedNodePay(TERMS, { depth: 1, index: 0 }, true, 0.5), 1.5 * unit);
  close(expectedNodePay(TERMS, ROOT_NODE, false, 1), 2 * unit);
  assert.equal(expectedNodePay(TERMS, leaf, true, 0), 0);
  throwsCode("TRL-PRO-018", () => expectedNodePay(TERMS, { depth: 4, index: 0 }, true, 1));
});

test("the mean node of a scope is the mean of its nodes", () => {
  for (const treeDepth of [1, 2, 3, 5]) {
    const terms = { ...TERMS, treeDepth };
    for (const scope of [ROOT_NODE, { depth: 1, index: 1 }, { depth: treeDepth, index: 0 }]) {
      const nodes = subtree(scope, treeDepth);
      const sum = (of: (kind: NodeKind, index: number) => number): number =>
        nodes.reduce((all, node, i) => all + of(nodeKind(node, treeDepth), i), 0) / nodes.length;
      const mean = meanNode(terms, scope, SECONDS, 0.25);
      close(
        mean.seconds,
        sum((kind) => SECONDS[kind]),
      );
      close(
        mean.pay,
        sum((_, i) => expectedNodePay(terms, nodes[i]!, true, 0.25)),
      );
    }
  }
});

test("P4.2 a prover offers only nodes that it can prove, in distinct votes inside the tree", () => {
  const kinds = fc.record({ leaf: fc.boolean(), merge: fc.boolean(), root: fc.boolean() });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 11 }),
      fc.integer({ min: 1, max: 40 }),
      kinds,
      fc.nat(),
      (treeDepth, places, can, occasion) => {
        const votes = scopesFor(treeDepth, places, (kind) => can[kind], occasion);
        assert.ok(votes.length <= places);
        assert.equal(new Set(votes.map((vote) => JSON.stringify(vote))).size, votes.length);
        for (const vote of votes) {
          assert.ok(isNodeOf(vote, treeDepth));
          for (const node of treeDepth > 5 ? [vote] : subtree(vote, treeDepth)) {
            assert.ok(covers(vote, node));
            assert.ok(can[nodeKind(node, treeDepth)], `${nodeKind(node, treeDepth)} is offered`);
          }
        }
        assert.equal(votes.length === 0, !can.leaf);
      },
    ),
  );
  const all = (): boolean => true;
  assert.deepEqual(scopesFor(1, 2, all, 9), [
    { ...ROOT_NODE, slot: 0 },
    { ...ROOT_NODE, slot: 1 },
  ]);
  assert.deepEqual(
    scopesFor(3, 1, (kind) => kind !== "root", 9),
    [{ depth: 1, index: 1, slot: 0 }],
  );
  assert.deepEqual(
    scopesFor(2, 3, (kind) => kind === "leaf", 3),
    [
      { depth: 2, index: 3, slot: 0 },
      { depth: 2, index: 0, slot: 0 },
      { depth: 2, index: 1, slot: 0 },
    ],
  );
});
