import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeOf, uint } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { nodeKind, ROOT_NODE, subtree } from "../tree/TreeNode.ts";
import {
  fairPart,
  type NodeWeights,
  nodePay,
  pickWinner,
  splitReward,
  totalWeight,
  unclePart,
} from "./rewards.ts";

const bps = fc.nat(10_000);
const weights: fc.Arbitrary<NodeWeights> = fc.record({
  leaf: uint(16).filter((weight) => weight > 0n),
  merge: uint(16),
  root: uint(16),
});

test("P8.3: 55 of 100 provers earn 55 %, shared by the provers' share", () => {
  assert.deepEqual(splitReward(1000n, 100, 55, 7000), { total: 550n, proposer: 165n, provers: 385n });
});

test("P8.3: the split is never more than R × proved / committed and adds up to its total", () => {
  const counts = fc
    .integer({ min: 1, max: 2048 })
    .chain((committed) => fc.tuple(fc.constant(committed), fc.nat(committed)));
  fc.assert(
    fc.property(uint(128), counts, bps, (reward, [committed, proved], share) => {
      const { total, proposer, provers } = splitReward(reward, committed, proved, share);
      assert.equal(proposer + provers, total);
      assert.ok(proposer >= 0n && provers >= 0n && total <= reward);
      assert.ok(total * BigInt(committed) <= reward * BigInt(proved));
      assert.ok((total + 1n) * BigInt(committed) > reward * BigInt(proved), "rounded by less than 1 wei");
      assert.ok(provers * 10_000n <= total * BigInt(share));
      if (proved === committed) assert.equal(total, reward);
      if (proved > 0) assert.ok(splitReward(reward, committed, proved - 1, share).total <= total);
    }),
  );
});

test("P8.3: a split that would pay more than R, or that has no provers to pay, is refused", () => {
  throwsCode("TRL-PRO-018", () => splitReward(1n, 0, 0, 0));
  throwsCode("TRL-PRO-018", () => splitReward(1n, 2, 3, 0));
  throwsCode("TRL-PRO-018", () => splitReward(1n, 2, -1, 0));
  throwsCode("TRL-PRO-018", () => splitReward(1n, 2.5, 1, 0));
  throwsCode("TRL-PRO-018", () => splitReward(1n, 2, 1, 10_001));
  throwsCode("TRL-PRO-018", () => splitReward(1n, 2, 1, -1));
  throwsCode("TRL-PRO-018", () => splitReward(1n, 2, 1, 0.5));
  throwsCode("TRL-PRO-018", () => splitReward(-1n, 2, 1, 0));
});

test("P8.3: the whole weight is the sum over all nodes", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 7 }), (of, treeDepth) => {
      const sum = subtree(ROOT_NODE, treeDepth).reduce(
        (all, node) => all + of[nodeKind(node, treeDepth)],
        0n,
      );
      assert.equal(totalWeight(of, treeDepth), sum);
    }),
  );
  assert.equal(totalWeight({ leaf: 1n, merge: 10n, root: 100n }, 1), 102n);
  assert.equal(totalWeight({ leaf: 1n, merge: 10n, root: 100n }, 11), 2048n + 20_460n + 100n);
  for (const depth of [0, 12])
    throwsCode("TRL-PRO-003", () => totalWeight({ leaf: 1n, merge: 1n, root: 1n }, depth));
});

test("P8.3: all nodes' pay together is at most the provers' part, by less than 1 wei a node", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 5 }), uint(100), (of, treeDepth, provers) => {
      const nodes = subtree(ROOT_NODE, treeDepth);
      const paid = nodes.reduce((sum, node) => sum + nodePay(provers, of, node, treeDepth, true, 0), 0n);
      assert.ok(paid <= provers);
      assert.ok(provers - paid < BigInt(nodes.length));
    }),
  );
});

test("P6.6: a seat that was not committed gets the set fraction of a committed seat's pay", () => {
  fc.assert(
    fc.property(weights, nodeOf(4), uint(100), bps, (of, node, provers, factor) => {
      const full = nodePay(provers, of, node, 4, true, factor);
      const reduced = nodePay(provers, of, node, 4, false, factor);
      assert.equal(reduced, (full * BigInt(factor)) / 10_000n);
      assert.ok(reduced <= full);
    }),
  );
});

test("P8.3: pay outside the tree, by impossible weights or beyond the share is refused", () => {
  const of: NodeWeights = { leaf: 1n, merge: 1n, root: 1n };
  throwsCode("TRL-PRO-018", () => nodePay(1n, of, { depth: 3, index: 0 }, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, of, { depth: 2, index: 4 }, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(-1n, of, ROOT_NODE, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, { leaf: 0n, merge: 0n, root: 0n }, ROOT_NODE, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, { leaf: 3n, merge: -1n, root: 1n }, ROOT_NODE, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, of, ROOT_NODE, 2, false, 10_001));
});

test("P8.5: all proven blocks share the provers' part by their provers, and never exceed it", () => {
  assert.equal(fairPart(900n, 6, 9), 600n);
  fc.assert(
    fc.property(fc.array(fc.nat(2048), { minLength: 1, maxLength: 8 }), uint(96), (blocks, reward) => {
      const all = blocks.reduce((sum, provers) => sum + provers, 0);
      const paid = blocks.reduce((sum, provers) => sum + fairPart(reward, provers, all), 0n);
      assert.ok(paid <= reward);
      if (all > 0) assert.ok(reward - paid < BigInt(blocks.length));
    }),
  );
});

test("P8.4: uncles share by their provers; a small lone uncle is paid in proportion to the winner", () => {
  assert.equal(unclePart(1000n, 3, 5, 4), 600n);
  assert.equal(unclePart(1000n, 1, 1, 4), 250n);
  assert.equal(unclePart(1000n, 0, 0, 0), 0n);
  fc.assert(
    fc.property(
      fc.array(fc.nat(2048), { minLength: 1, maxLength: 4 }),
      fc.nat(2048),
      uint(96),
      (uncles, winner, reward) => {
        const all = uncles.reduce((sum, provers) => sum + provers, 0);
        const paid = uncles.reduce((sum, provers) => sum + unclePart(reward, provers, all, winner), 0n);
        assert.ok(paid <= reward);
      },
    ),
  );
});

test("P8.4, P8.5: a part with more provers than the total is refused", () => {
  throwsCode("TRL-PRO-018", () => fairPart(1n, 2, 1));
  throwsCode("TRL-PRO-018", () => fairPart(-1n, 1, 1));
  throwsCode("TRL-PRO-018", () => fairPart(1n, 0.5, 1));
  throwsCode("TRL-PRO-018", () => unclePart(1n, 2, 1, 9));
  throwsCode("TRL-PRO-018", () => unclePart(1n, 1, 1, -1));
});

test("P8.1, P8.4: the best proven proposal wins, the next U are uncles; among equals the earlier comes first", () => {
  const proven = [3n, 9n, 5n, 9n, 5n].map((score, order) => ({ score, order }));
  const { winner, uncles } = pickWinner(proven, 2);
  assert.equal(winner?.order, 1);
  assert.deepEqual(
    uncles.map(({ order }) => order),
    [3, 2],
  );
  assert.deepEqual(pickWinner(proven, 0).uncles, []);
  assert.deepEqual(pickWinner([], 2), { winner: undefined, uncles: [] });
});
