import assert from "node:assert/strict";
import { test } from "node:test";
import { revealTurn } from "@trellis/strategy";
import { revealTimes } from "../proposals/revealTimes.ts";
import { TestNode } from "../testing/TestNode.ts";
import { ContextWatch } from "./ContextWatch.ts";

async function watching() {
  const node = await TestNode.started();
  let changes = 0;
  const gossip = { contextChanged: () => void changes++ };
  const watch = new ContextWatch({ gossip, chain: node.chain });
  watch.look();
  changes = 0;
  return { node, watch, changes: () => changes };
}

test("each view of L1 is reported to gossip, because it may change the answers", async () => {
  const { watch, changes } = await watching();
  watch.onChainChange();
  assert.equal(changes(), 1);
});

test("P6.1 a window that ends between two L1 blocks is reported once", async () => {
  const { node, watch, changes } = await watching();
  node.time += 59_999;
  watch.look();
  assert.equal(changes(), 0);
  node.time += 1;
  watch.look();
  watch.look();
  assert.equal(changes(), 1);
});

test("R17 each turn to reveal is reported once when it comes", async () => {
  const { node, watch, changes } = await watching();
  const first = revealTurn(0, revealTimes(node.chain)!).from;
  node.time += Number(first - node.chain.now) * 1_000 - 1;
  watch.look();
  const before = changes();
  node.time += 1;
  watch.look();
  watch.look();
  assert.equal(changes(), before + 1);
  const { from, until } = revealTurn(1, revealTimes(node.chain)!);
  for (const at of [from, until]) {
    node.time += Number(at - node.chain.now) * 1_000;
    watch.look();
    watch.look();
  }
  assert.equal(changes(), before + 3);
});

test("before L1 has been read nothing is reported", () => {
  const node = new TestNode();
  let changes = 0;
  new ContextWatch({ gossip: { contextChanged: () => void changes++ }, chain: node.chain }).look();
  assert.equal(changes, 0);
});

test("it checks on its own until it is stopped", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { node, watch, changes } = await watching();
  watch.start();
  node.time += 60_000;
  t.mock.timers.tick(500);
  assert.equal(changes(), 1);
  await watch.stop();
  node.toEnd();
  t.mock.timers.tick(5_000);
  assert.equal(changes(), 1);
});
