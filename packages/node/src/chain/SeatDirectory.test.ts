import assert from "node:assert/strict";
import { test } from "node:test";
import { l1Calls } from "@trellis/l1";
import { publicKeyOf } from "@trellis/protocol/keys";
import { PAYOUT } from "../testing/FakeL1.ts";
import { seatSecret, TestNode } from "../testing/TestNode.ts";

const key = (number: number): Uint8Array => publicKeyOf(seatSecret(number));

test("P2.3, R3 a join or a new key does not change the seats of a round that has opened", async () => {
  const node = await TestNode.started();
  const root = node.chain.proverSetRoot;
  const tree = node.chain.seats.tree(root)!;
  const path = tree.path(0);
  node.pass(1);
  node.l1.join(key(4));
  node.l1.send(PAYOUT, l1Calls.rotateKey(node.l1.addresses, 1, key(9), new Uint8Array(64)));
  node.see();
  const { seats } = node.chain;
  assert.equal(tree.root(), root);
  assert.deepEqual(tree.path(0), path);
  assert.equal(seats.tree(root), tree);
  assert.deepEqual(seats.key(1, root), key(1));
  assert.deepEqual(seats.key(1), key(9));
  assert.deepEqual([seats.seatOf(key(1), root), seats.seatOf(key(1))], [1, undefined]);
  assert.deepEqual([seats.seatOf(key(9), root), seats.seatOf(key(9))], [undefined, 1]);
  assert.deepEqual([seats.seatOf(key(4), root), seats.seatOf(key(4))], [undefined, 4]);
});

test("R4 a rotated key counts from the next round on", async () => {
  const node = await TestNode.started();
  node.pass(1);
  node.l1.send(PAYOUT, l1Calls.rotateKey(node.l1.addresses, 1, key(9), new Uint8Array(64)));
  node.see();
  assert.deepEqual(node.chain.seats.key(1, node.chain.proverSetRoot), key(1));
  node.nextRound();
  assert.deepEqual(node.chain.seats.key(1, node.chain.proverSetRoot), key(9));
});
