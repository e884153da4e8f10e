import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toHex } from "../encoding/bytes.ts";
import {
  type Contribution,
  ContributionTree,
  contributionEntry,
  contributionsBitmap,
  innerContributionsHash,
  leafContributionsHash,
  NO_VOTE,
} from "./Contributions.ts";
import { nodeKey, ROOT_NODE, sameNode, subtree, type TreeNode } from "./TreeNode.ts";

const nodeSha256 = (...parts: Uint8Array[]): Buffer =>
  createHash("sha256").update(Buffer.concat(parts)).digest();

function naiveEntry({ node, seat, vote }: Contribution): Buffer {
  const entry = Buffer.alloc(10);
  entry.writeUInt8(node.depth, 0);
  entry.writeUInt16BE(node.index, 1);
  if (seat !== null) {
    entry.writeUInt16BE(seat + 1, 3);
    entry.writeUInt8(vote.depth, 5);
    entry.writeUInt16BE(vote.index, 6);
    entry.writeUInt16BE(vote.slot, 8);
  }
  return entry;
}

/** The hash by definition, from the top down. */
function naiveHash(all: readonly Contribution[], node: TreeNode, treeDepth: number): Buffer {
  const own = naiveEntry(all.find((one) => sameNode(one.node, node))!);
  if (node.depth === treeDepth) return nodeSha256(own);
  const child = (side: number): Buffer =>
    naiveHash(all, { depth: node.depth + 1, index: 2 * node.index + side }, treeDepth);
  return nodeSha256(child(0), child(1), own);
}

const treeOf = any.smallDepth.chain((treeDepth) =>
  any
    .nodeOf(treeDepth)
    .chain((top) => fc.tuple(fc.constant(top), any.contributionsOf(top, treeDepth), fc.constant(treeDepth))),
);

test("P6.4: entry and hashes match the definition, whatever the order of the entries", () => {
  fc.assert(
    fc.property(treeOf, ([top, all, treeDepth]) => {
      for (const one of all) assert.equal(toHex(contributionEntry(one)), toHex(naiveEntry(one)));
      const tree = new ContributionTree(all, top, treeDepth);
      assert.equal(toHex(tree.root()), toHex(naiveHash(all, top, treeDepth)));
      const shuffled = new ContributionTree(all.toReversed(), top, treeDepth);
      assert.deepEqual(shuffled.root(), tree.root());
      assert.deepEqual(shuffled.contributions(), all);
    }),
    { numRuns: 50 },
  );
});

test("P8.3: every node's path leads from its entry to the root", () => {
  fc.assert(
    fc.property(treeOf, ([top, all, treeDepth]) => {
      const tree = new ContributionTree(all, top, treeDepth);
      for (const one of all) {
        const below = tree.childHashes(one.node);
        assert.equal(below === undefined, one.node.depth === treeDepth);
        let hash =
          below === undefined ? leafContributionsHash(one) : innerContributionsHash(below[0], below[1], one);
        assert.deepEqual(hash, tree.hash(one.node));
        assert.deepEqual(tree.at(one.node), one);
        let { index } = one.node;
        const path = tree.path(one.node);
        assert.equal(path.length, one.node.depth - top.depth);
        for (const { sibling, entry } of path) {
          hash = nodeSha256(...(index & 1 ? [sibling, hash] : [hash, sibling]), entry);
          index >>= 1;
        }
        assert.equal(toHex(hash), toHex(tree.root()));
      }
    }),
    { numRuns: 30 },
  );
});

const named = (node: TreeNode, seat: number | null): Contribution => ({
  node,
  seat,
  vote: seat === null ? NO_VOTE : { depth: 0, index: 0, slot: 7 },
});
const good = subtree(ROOT_NODE, 2).map((node, i) => named(node, i === 3 ? null : i));

test("P6.4: each field of an entry changes the root", () => {
  const rootOf = (all: Contribution[]): string => toHex(new ContributionTree(all, ROOT_NODE, 2).root());
  const changes: Partial<Contribution>[] = [
    { seat: 100 },
    { seat: null },
    { vote: { depth: 1, index: 0, slot: 7 } },
    { vote: { depth: 0, index: 1, slot: 7 } },
    { vote: { depth: 0, index: 0, slot: 8 } },
  ];
  const roots = [good, ...changes.map((change) => good.with(5, { ...good[5]!, ...change }))].map(rootOf);
  assert.equal(new Set(roots).size, roots.length);
});

test("P6.3: without a named seat, the vote's fields do not matter", () => {
  const other = { ...named(ROOT_NODE, null), vote: { depth: 3, index: 3, slot: 3 } };
  assert.deepEqual(contributionEntry(other), contributionEntry(named(ROOT_NODE, null)));
});

test("P6.4: contributions must name each node of the subtree exactly once", () => {
  const build =
    (all: readonly Contribution[], top = ROOT_NODE, depth = 2) =>
    () =>
      new ContributionTree(all, top, depth);
  build(good)();
  throwsCode("TRL-PRO-009", build(good.slice(1)));
  throwsCode("TRL-PRO-009", build([]));
  throwsCode("TRL-PRO-009", build([...good, good[0]!]));
  throwsCode("TRL-PRO-009", build([...good.slice(1), good[1]!]));
  throwsCode("TRL-PRO-009", build([...good.slice(1), named({ depth: 3, index: 0 }, 1)]));
  throwsCode("TRL-PRO-009", build(good, { depth: 1, index: 0 }));
  throwsCode("TRL-PRO-009", build(good, ROOT_NODE, 3));
});

test("P6.4: a top outside the tree is refused, even with an empty list", () => {
  throwsCode("TRL-PRO-009", () => new ContributionTree([], { depth: 3, index: 0 }, 2));
  throwsCode("TRL-PRO-009", () => new ContributionTree([], { depth: 255, index: 0 }, 2));
  throwsCode("TRL-PRO-009", () => new ContributionTree(good, { depth: 0, index: 1 }, 2));
  for (const depth of [0, 12, 255, Number.NaN]) {
    throwsCode("TRL-PRO-003", () => new ContributionTree([], ROOT_NODE, depth));
  }
});

test("P6.4: asking for the hash or path of a node outside the subtree throws", () => {
  const tree = new ContributionTree(
    subtree({ depth: 1, index: 1 }, 2).map((node) => named(node, 1)),
    { depth: 1, index: 1 },
    2,
  );
  for (const node of [ROOT_NODE, { depth: 1, index: 0 }, { depth: 2, index: 1 }, { depth: 3, index: 4 }]) {
    throwsCode("TRL-PRO-009", () => tree.at(node));
    throwsCode("TRL-PRO-009", () => tree.hash(node));
    throwsCode("TRL-PRO-009", () => tree.path(node));
    throwsCode("TRL-PRO-009", () => tree.childHashes(node));
  }
});

test("P1.3: a seat outside 0..2047 is refused, and no number means nobody", () => {
  for (const seat of [-1, 2048, 65_535, 0.5]) {
    throwsCode("TRL-PRO-006", () => contributionEntry(named(ROOT_NODE, seat)));
    throwsCode("TRL-PRO-006", () => contributionsBitmap([named(ROOT_NODE, seat)]));
  }
  throwsCode("TRL-PRO-001", () =>
    contributionEntry({ ...named(ROOT_NODE, 1), vote: { ...NO_VOTE, slot: -1 } }),
  );
});

test("P6.4: the bitmap contains exactly the seats that proved", () => {
  assert.deepEqual(contributionsBitmap(good).seats(), [0, 1, 2, 4, 5, 6]);
});

test("P6.4: a child's hash must be 32 bytes, so bytes cannot shift between the two", () => {
  throwsCode("TRL-PRO-017", () =>
    innerContributionsHash(new Uint8Array(33), new Uint8Array(31), named(ROOT_NODE, 1)),
  );
});

test("changing a returned value does not change the tree", () => {
  const tree = new ContributionTree(good, ROOT_NODE, 2);
  const before = toHex(tree.root());
  tree.root().fill(1);
  for (const { node } of good) {
    tree.hash(node).fill(1);
    for (const step of tree.path(node)) step.sibling.fill(1);
    for (const hash of tree.childHashes(node) ?? []) hash.fill(1);
  }
  assert.equal(toHex(tree.root()), before, nodeKey(ROOT_NODE));
  assert.equal(toHex(new ContributionTree(good, ROOT_NODE, 2).root()), before);
});
