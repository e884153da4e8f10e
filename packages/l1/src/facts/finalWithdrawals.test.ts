import assert from "node:assert/strict";
import { test } from "node:test";
import { dataHash, fromHex, sha256, toHex } from "@trellis/protocol";
import { events, GENESIS, idOf, wordsOf } from "../../test/blockVectors.ts";
import { hasCode } from "../../test/TestL1.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { withdrawalClaim, withdrawalsOf } from "./finalWithdrawals.ts";

const WITHDRAW = 4;
const FAILED = 0b100_0000;

/** A block of two leaves: transactions 2 and 9 withdraw, and 3 failed to. */
function blockWithWithdrawals(): BlockRecord {
  const data = new Uint8Array(320);
  for (const [place, kind] of [
    [2, WITHDRAW],
    [3, WITHDRAW | FAILED],
    [9, WITHDRAW],
  ] as const)
    data[place * 20] = kind;
  const records = new BlockRecords(GENESIS);
  records.add(events.opened());
  records.add(events.committed(1, [4]));
  records.add(events.committed(2, [4]));
  records.add(events.proven(1, 0, wordsOf("c4", "-", "-"), [4], { data }));
  records.add(events.finalized(1));
  assert.deepEqual(withdrawalsOf(records.block(idOf(2))!), []);
  assert.throws(() => withdrawalClaim(records.block(idOf(2))!, 0), hasCode("TRL-L1-031"));
  return records.block(idOf(1))!;
}

test("P10.1: withdrawals are found by place; failed ones move nothing", () => {
  assert.deepEqual(
    withdrawalsOf(blockWithWithdrawals()).map(({ place }) => place),
    [2, 9],
  );
});

test("P10.1: a claim's leaf and path lead to the root of the block's transactions", () => {
  const block = blockWithWithdrawals();
  const { leaf, siblings, place, facts, proposalId } = withdrawalClaim(block, 9);
  assert.equal(proposalId, block.proposalId);
  assert.equal(place, 9n);
  assert.equal(siblings.length, 1);
  const root = sha256(fromHex(siblings[0]!), dataHash(fromHex(leaf)));
  assert.equal(toHex(root), facts.transactionsRoot);
  assert.throws(() => withdrawalClaim(block, 16), hasCode("TRL-PRO-004"));
});
