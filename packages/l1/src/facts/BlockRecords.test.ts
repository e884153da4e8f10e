import assert from "node:assert/strict";
import { test } from "node:test";
import { dataHash, toHex } from "@trellis/protocol";
import { ACTIVE_BITMAP, events, GENESIS, idOf, PROVER_SET_ROOT, wordsOf } from "../../test/blockVectors.ts";
import { hasCode } from "../../test/TestL1.ts";
import type { L1Event } from "../contracts/l1Events.ts";
import { BlockRecords } from "./BlockRecords.ts";

const recordsOf = (...all: readonly L1Event[]): BlockRecords => {
  const records = new BlockRecords(GENESIS);
  for (const each of all) records.add(each);
  return records;
};
const DATA = new Uint8Array(320).fill(5);

test("M5: a block's facts come from its round, its parent and its first proof", () => {
  const records = recordsOf(
    events.opened(),
    events.committed(1, [4, 5]),
    events.proven(1, 0, wordsOf("c4", "c5", "-"), [4, 5, 6], { data: DATA }),
  );
  const block = records.block(idOf(1))!;
  assert.deepEqual(block.facts, {
    transactionsRoot: toHex(dataHash(DATA)),
    proverSetRoot: PROVER_SET_ROOT,
    statesRoot: 9n,
    stateBefore: GENESIS,
    stateAfter: 8n,
    messageCount: 12n,
    fees: 11n,
  });
  assert.equal(block.activeBitmap, ACTIVE_BITMAP);
  assert.deepEqual(
    block.kept[0]!.provers.seats(),
    [4, 5],
    "provers outside of the committed seats do not count",
  );
  assert.equal(block.isFinal, false);
  assert.deepEqual(records.final(), []);
});

test("R1: transactions that were published before are put together in the order of the proof", () => {
  const chunks = [new Uint8Array(160).fill(1), new Uint8Array(160).fill(2)].map((chunk) => ({
    chunk,
    hash: toHex(dataHash(chunk)),
  }));
  const records = recordsOf(
    events.opened(),
    ...chunks.map(({ chunk, hash }) => events.published(hash, chunk)).reverse(),
    events.committed(1, [4]),
    events.proven(1, 0, wordsOf("c4", "-", "-"), [4], { chunks: chunks.map(({ hash }) => hash) }),
  );
  const { transactions, facts } = records.block(idOf(1))!;
  assert.deepEqual([transactions[0], transactions[160]], [1, 2]);
  assert.equal(facts!.transactionsRoot, toHex(dataHash(transactions)));
});

test("R2: committed nodes are those of any kept proof; a node is rescued in the first proof that has a rescuer", () => {
  const records = recordsOf(
    events.opened(),
    events.committed(1, [4, 5]),
    events.proven(1, 0, wordsOf("c4", "r9", "r9"), [4]),
    events.proven(1, 1, wordsOf("r8", "c5", "r8"), [5], { isBest: true }),
    events.finalized(1),
  );
  const { committedNodes, kept, best, isFinal } = records.block(idOf(1))!;
  assert.deepEqual([...committedNodes].sort(), [0, 1]);
  assert.deepEqual([...kept[0]!.rescued], [1, 2]);
  assert.deepEqual([...kept[1]!.rescued], [0]);
  assert.deepEqual([best, isFinal], [1, true]);
});

test("R7: the last naming counts, and losers are dropped long after it", () => {
  const records = recordsOf(
    events.opened(),
    events.committed(1, [4]),
    events.committed(2, [5]),
    events.proven(1, 0, wordsOf("c4", "-", "-"), [4]),
    events.finalized(1),
    events.named(1, [{ bps: 9_500, seats: [5] }]),
    events.named(1, [
      { bps: 9_500, seats: [5] },
      { bps: 700, seats: [6] },
    ]),
  );
  assert.deepEqual(
    records.block(idOf(1))!.newSeats.map(({ bps, seats }) => [bps, seats.seats()]),
    [
      [9_500, [5]],
      [700, [6]],
    ],
  );
  assert.deepEqual(
    records.ofRound(1).map(({ proposalId }) => proposalId),
    [idOf(1), idOf(2)],
  );
  const hasTransactions = (): boolean => records.block(idOf(1))!.transactions.length > 0;
  records.drop(65n);
  assert.ok(hasTransactions());
  records.drop(66n);
  assert.ok(!hasTransactions());
  records.drop(513n);
  assert.notEqual(records.block(idOf(2)), undefined);
  records.drop(514n);
  assert.equal(records.block(idOf(2)), undefined);
  assert.equal(records.final().length, 1);
  records.drop(4_098n);
  records.add(events.named(1, [{ bps: 9_500, seats: [5, 6, 7] }]));
  assert.deepEqual(records.all(), [], "a very long uncle window outlasts what is kept");
});

test("a gap in the logs is named: a commitment without its round, a proof without its commitment, chunk or predecessor", () => {
  const begun = [events.opened(), events.committed(1, [4])];
  const words = wordsOf("c4", "-", "-");
  for (const broken of [
    [events.committed(1, [4])],
    [events.opened(), events.proven(1, 0, words, [4])],
    [...begun, events.proven(1, 1, words, [4])],
    [...begun, events.proven(1, 0, words, [4], { chunks: [idOf(9)] })],
    [events.finalized(1)],
  ]) {
    assert.throws(() => recordsOf(...broken), hasCode("TRL-L1-030", "all logs"));
  }
});
