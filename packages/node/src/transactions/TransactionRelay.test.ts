import assert from "node:assert/strict";
import { test } from "node:test";
import { ignore } from "@trellis/gossip";
import { NOOP, type Transaction, TrellisError, transactionBatchFault } from "@trellis/protocol";
import { pino } from "pino";
import { FakeGossip } from "../testing/FakeGossip.ts";
import { rest } from "../testing/TestNode.ts";
import type { TransactionStatus } from "./PendingTransactions.ts";
import { TransactionRelay } from "./TransactionRelay.ts";

const MINUTE = 60_000;

/** A relay of transactions whose nonce is their hash if they pay nothing, and wait until a test says otherwise. */
function relaying() {
  const gossip = new FakeGossip();
  const status = new Map<bigint, TransactionStatus>();
  const inBlock = new Set<bigint>();
  const time = { now: 0 };
  const relay = new TransactionRelay({
    pending: {
      add(tx) {
        const hash = BigInt(tx.nonce) + BigInt(tx.fee) * 2n ** 32n;
        if (status.has(hash)) throw new TrellisError("TRL-LED-053", "the transaction is waiting already");
        status.set(hash, { status: "pending" });
        return hash;
      },
      statusOf: (hash) => status.get(hash) ?? { status: "unknown" },
    },
    gossip,
    isInBlock: (hash) => inBlock.has(hash),
    clock: () => time.now,
    log: pino({ level: "silent" }),
    gatherMs: 0,
  });
  /** Lets time pass in steps, with a check after each. */
  const pass = async (milliseconds: number, step = MINUTE / 2): Promise<void> => {
    for (const end = time.now + milliseconds; time.now < end; ) {
      time.now = Math.min(end, time.now + step);
      relay.update();
      await rest(3);
    }
  };
  const sent = (): number[] =>
    gossip.sent("transactions").flatMap((batch) => batch.map(({ nonce }) => nonce));
  return { relay, gossip, status, inBlock, time, pass, sent };
}

const tx = (nonce: number): Transaction => ({ ...NOOP, kind: "transfer", nonce });

test("an admitted transaction is relayed at once; one that the mempool refuses is not", async () => {
  const { relay, sent } = relaying();
  assert.equal(relay.submit(tx(1)), 1n);
  assert.throws(() => relay.submit(tx(1)), { code: "TRL-LED-053" });
  assert.equal(relay.submit(tx(2)), 2n);
  await rest();
  relay.update();
  await rest();
  assert.deepEqual(sent(), [1, 2]);
  assert.equal(relay.size, 2);
});

test("a transaction that gossip does not take is tried again, with growing pauses of at most a minute", async () => {
  const { relay, gossip, time, sent } = relaying();
  const refusals = Array.from({ length: 9 }, (_, i) =>
    i % 2 === 0 ? ignore("busy") : new TrellisError("TRL-GSP-008", "the host does not run"),
  );
  gossip.verdicts.set("transactions", refusals);
  const tries: number[] = [];
  const publish = gossip.publish.bind(gossip);
  gossip.publish = (name, message) => {
    tries.push(time.now / 1_000);
    return publish(name, message);
  };
  relay.submit(tx(1));
  await rest();
  for (; time.now < 5 * MINUTE; time.now += 500) {
    relay.update();
    await rest(3);
  }
  assert.deepEqual(tries, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  assert.deepEqual(sent(), [1]);
});

test("a transaction that still waits is relayed again with growing pauses, for peers that lost or refused it", async () => {
  const { relay, time, pass, gossip } = relaying();
  const tries: number[] = [];
  gossip.onAccept = () => tries.push(time.now / MINUTE);
  relay.submit(tx(1));
  await rest();
  await pass(80 * MINUTE);
  assert.deepEqual(tries, [0, 2.5, 7.5, 17.5, 37.5, 57.5, 77.5]);
});

test("a transaction that gossip already knows counts as relayed", async () => {
  const { relay, gossip, pass, sent } = relaying();
  gossip.verdicts.set("transactions", [ignore("known")]);
  relay.submit(tx(1));
  await rest();
  await pass(2 * MINUTE);
  assert.deepEqual(sent(), []);
  await pass(MINUTE);
  assert.deepEqual(sent(), [1]);
});

test("a transaction in a block is not relayed, unless the block does not become final", async () => {
  const { relay, inBlock, pass, sent } = relaying();
  relay.submit(tx(1));
  await rest();
  inBlock.add(1n);
  await pass(10 * MINUTE);
  assert.deepEqual(sent(), [1]);
  inBlock.clear();
  await pass(2 * MINUTE);
  assert.deepEqual(sent(), [1, 1]);
});

for (const end of [
  { status: "final", height: 1n, index: 0 },
  { status: "dropped", code: "TRL-LED-058", reason: "replaced" },
  { status: "unknown" },
] as const) {
  test(`a transaction that is ${end.status} is no longer relayed`, async () => {
    const { relay, status, pass, sent } = relaying();
    relay.submit(tx(1));
    await rest();
    status.set(1n, end);
    await pass(60 * MINUTE);
    assert.deepEqual([sent(), relay.size], [[1], 0]);
  });
}

test("transactions travel in batches of at most 64, in their order", async () => {
  const { relay, gossip, sent } = relaying();
  for (const nonce of Array.from({ length: 150 }, (_, i) => i).reverse()) relay.submit(tx(nonce));
  await rest(100);
  relay.update();
  await rest(100);
  assert.deepEqual(
    sent().toSorted((a, b) => a - b),
    Array.from({ length: 150 }, (_, i) => i),
  );
  const batches = gossip.sent("transactions");
  assert(batches.length <= 4 && batches.every((batch) => batch.length <= 64), String(batches.length));
  for (const batch of batches) assert.equal(transactionBatchFault(batch), undefined);
});

test("a transaction and its replacement travel apart", async () => {
  const { relay, gossip } = relaying();
  for (const nonce of [1, 2]) {
    for (const fee of [0, 9]) relay.submit({ ...tx(nonce), fee });
  }
  await rest(50);
  relay.update();
  await rest(50);
  const batches = gossip.sent("transactions");
  assert.equal(batches.flat().length, 4);
  for (const batch of batches) assert.equal(transactionBatchFault(batch), undefined);
});

test("few transactions are sent at each check, and all in the end", async () => {
  const { relay, sent } = relaying();
  for (let nonce = 0; nonce < 2_500; nonce++) relay.submit(tx(nonce));
  const counts: number[] = [];
  for (let look = 0; look < 4; look++) {
    await rest(500);
    counts.push(sent().length);
    relay.update();
  }
  assert(counts[0]! <= 1_024, counts.join());
  assert.equal(counts.at(-1), 2_500);
  assert.deepEqual(new Set(sent()).size, 2_500);
});

test("a stopped relay sends nothing", async () => {
  const { relay, pass, sent } = relaying();
  relay.submit(tx(1));
  await relay.stop();
  await relay.stop();
  const before = sent().length;
  relay.submit(tx(2));
  await pass(10 * MINUTE);
  assert.equal(sent().length, before);
});
