import assert from "node:assert/strict";
import { test } from "node:test";
import type { GossipNews } from "../data/LiveStream.ts";
import type { TreeNode } from "../data/resources.ts";
import { countStates } from "./nodeState.ts";
import { type Known, knownWith, treeWith } from "./treeWith.ts";

const EMPTY: readonly TreeNode[] = [0, 1, 2].map((number) => ({
  number,
  kind: number === 0 ? "root" : "leaf",
  l1: null,
  gossip: null,
}));
const said = (kind: GossipNews["kind"], node: number, seat: number, at: number): GossipNews => ({
  kind,
  node,
  seat,
  received_ms: at,
  proposal_id: "0x",
  height: 1,
});

test("a node is claimed, then proven, and the first proof counts", () => {
  const heard = [
    said("claim", 1, 4, 1_000),
    said("node_proof", 1, 4, 1_250),
    said("node_proof", 1, 5, 1_300),
    said("claim", 2, 6, 1_400),
  ];
  const nodes = treeWith(EMPTY, heard);
  assert.deepEqual([nodes[1]!.gossip!.provenBy, nodes[1]!.gossip!.tookMs], [4, 250]);
  assert.deepEqual(countStates(nodes), { waiting: 1, claimed: 1, proven: 1, onL1: 0, rescued: 0 });
});

test("what the node's answer already has does not change", () => {
  const known = treeWith(EMPTY, [said("node_proof", 0, 1, 5)]);
  assert.equal(treeWith(known, [said("node_proof", 0, 2, 9)])[0]!.gossip!.provenBy, 1);
  assert.equal(treeWith(known, []), known);
});

test("nodes that the tree does not have are left out", () => {
  assert.deepEqual(treeWith(EMPTY, [said("node_proof", 99, 1, 5), said("vote", 1, 1, 5)]), EMPTY);
});

test("hearing news one by one, a tree becomes the same as when it hears all at once", () => {
  const heard = [
    said("claim", 1, 4, 10),
    said("node_proof", 1, 4, 30),
    said("claim", 2, 6, 40),
    said("claim", 2, 7, 50),
  ];
  let known: Known = { told: EMPTY, heard: 0, nodes: EMPTY };
  for (let count = 0; count <= heard.length; count++) known = knownWith(known, EMPTY, heard.slice(0, count));
  assert.deepEqual(known, { told: EMPTY, heard: 4, nodes: treeWith(EMPTY, heard) });
});

test("a new answer of the node, or news that begin anew, replace what was known", () => {
  const heard = [said("claim", 1, 4, 10), said("claim", 2, 5, 20)];
  const known = knownWith({ told: EMPTY, heard: 0, nodes: EMPTY }, EMPTY, heard);
  const told = [...EMPTY];
  assert.deepEqual(knownWith(known, told, []).nodes, EMPTY);
  const fresh = [said("claim", 0, 9, 30)];
  assert.deepEqual(knownWith(known, EMPTY, fresh).nodes, treeWith(EMPTY, fresh));
});
