import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hex } from "viem";
import { events } from "../../test/blockVectors.ts";
import { QueuedMessages } from "./QueuedMessages.ts";

const OWNER: Hex = `0x${"0a".repeat(20)}`;
const OTHER: Hex = `0x${"0b".repeat(20)}`;

function queueOf(all: readonly Parameters<QueuedMessages["add"]>[0][]): QueuedMessages {
  const queue = new QueuedMessages();
  for (const each of all) queue.add(each);
  return queue;
}

test("R12: deposits that no block consumed can be returned, each once; other messages cannot", () => {
  const messages = Array.from({ length: 15 }, (_, i) =>
    events.queued(BigInt(i), i === 13 ? 0n : BigInt(i + 1)),
  );
  const queue = queueOf([...messages, events.finalized(1)]);
  assert.equal(queue.messages.length, 15);
  assert.equal(queue.consumed, 12n);
  assert.deepEqual(
    queue.unreturnedDeposits().map(([index]) => index),
    [12n, 14n],
  );
  queue.add(events.returned(12n));
  assert.deepEqual(
    queue.unreturnedDeposits().map(([index, , keyX]) => [index, keyX]),
    [[14n, 15n]],
  );
});

test("R12: an owner's accounts can escape until they have", () => {
  const queue = queueOf([
    events.accountOpened(0, OWNER),
    events.accountOpened(1, OTHER),
    events.accountOpened(2, OWNER),
  ]);
  assert.deepEqual(queue.accountsOf(OWNER), [0, 2]);
  queue.add(events.escaped(0, OWNER));
  assert.deepEqual(queue.accountsOf(OWNER), [2]);
  assert.equal(queue.ownerOf(1), OTHER);
  assert.equal(queue.ownerOf(3), undefined);
});
