import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toHex } from "../encoding/bytes.ts";
import { EMPTY_QUEUE, messageOf, rollingHash, transactionOf } from "./MessageQueue.ts";
import { NOOP, packTransaction, type Transaction } from "./Transaction.ts";

const deposit: Transaction = { ...NOOP, kind: "deposit", to: 1, amount: 2n };
const message = messageOf(deposit, { x: 3n, y: 4n });

test("P8.6: the rolling hash is SHA-256 over 116 bytes in the specified order", () => {
  fc.assert(
    fc.property(any.bytes(20), any.uint(254), any.uint(254), (packed, keyX, keyY) => {
      const hex = (value: bigint): string => value.toString(16).padStart(64, "0");
      const text = `${"ab".repeat(32)}${toHex(packed).slice(2)}${hex(keyX)}${hex(keyY)}`;
      assert.equal(text.length, 2 * 116);
      const expected = createHash("sha256").update(Buffer.from(text, "hex")).digest("hex");
      const previous = new Uint8Array(32).fill(0xab);
      assert.equal(toHex(rollingHash(previous, { packed, keyX, keyY })), `0x${expected}`);
    }),
  );
});

test("P8.6: order and each field change the rolling hash", () => {
  const other = messageOf({ ...deposit, to: 2 }, { x: 3n, y: 4n });
  const hashes = [
    rollingHash(EMPTY_QUEUE, message),
    rollingHash(rollingHash(EMPTY_QUEUE, message), other),
    rollingHash(rollingHash(EMPTY_QUEUE, other), message),
    rollingHash(EMPTY_QUEUE, other),
    rollingHash(EMPTY_QUEUE, { ...message, keyX: 4n }),
    rollingHash(EMPTY_QUEUE, { ...message, keyY: 3n }),
  ].map(toHex);
  assert.equal(new Set(hashes).size, hashes.length);
  assert.deepEqual(EMPTY_QUEUE, new Uint8Array(32));
});

test("P8.6, P10.3: a message holds its transaction, not marked as failed, and a deposit's key", () => {
  assert.deepEqual([message.keyX, message.keyY], [3n, 4n]);
  fc.assert(
    fc.property(any.fromL1, (tx) => {
      const queued = messageOf(tx);
      assert.deepEqual(transactionOf(queued), { ...tx, failed: false });
      assert.deepEqual(queued, { packed: packTransaction({ ...tx, failed: false }), keyX: 0n, keyY: 0n });
    }),
  );
});

test("P8.6: a field that does not fit is refused", () => {
  throwsCode("TRL-PRO-001", () => rollingHash(EMPTY_QUEUE, { ...message, keyX: -1n }));
  throwsCode("TRL-PRO-001", () => rollingHash(EMPTY_QUEUE, { ...message, keyY: 1n << 256n }));
  throwsCode("TRL-PRO-017", () => rollingHash(EMPTY_QUEUE, { ...message, packed: new Uint8Array(19) }));
  throwsCode("TRL-PRO-017", () => rollingHash(new Uint8Array(31), message));
  throwsCode("TRL-PRO-013", () => transactionOf({ ...message, packed: new Uint8Array(20).fill(0xff) }));
});
