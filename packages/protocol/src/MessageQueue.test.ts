import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { uint, uint32 } from "../test/arbitraries.ts";
import { throwsCode } from "../test/throwsCode.ts";
import { toHex } from "./bytes.ts";
import { EMPTY_QUEUE, type QueuedMessage, rollingHash } from "./MessageQueue.ts";

const message: QueuedMessage = { accountIndex: 1, asset: 0, amount: 2n, keyX: 3n, keyY: 4n };

test("P8.6: the rolling hash is SHA-256 over 117 bytes in the specified order", () => {
  fc.assert(
    fc.property(
      uint32,
      fc.constantFrom(0 as const, 1 as const),
      uint(96),
      uint(254),
      uint(254),
      (accountIndex, asset, amount, keyX, keyY) => {
        const hex = (value: bigint | number, length: number): string =>
          value.toString(16).padStart(2 * length, "0");
        const text = `${"ab".repeat(32)}${hex(accountIndex, 4)}${hex(asset, 1)}${hex(amount, 16)}${hex(keyX, 32)}${hex(keyY, 32)}`;
        assert.equal(text.length, 2 * 117);
        const expected = createHash("sha256").update(Buffer.from(text, "hex")).digest("hex");
        const previous = new Uint8Array(32).fill(0xab);
        assert.equal(
          toHex(rollingHash(previous, { accountIndex, asset, amount, keyX, keyY })),
          `0x${expected}`,
        );
      },
    ),
  );
});

test("P8.6: order and each field change the rolling hash", () => {
  const other = { ...message, accountIndex: 2 };
  const hashes = [
    rollingHash(EMPTY_QUEUE, message),
    rollingHash(rollingHash(EMPTY_QUEUE, message), other),
    rollingHash(rollingHash(EMPTY_QUEUE, other), message),
    rollingHash(EMPTY_QUEUE, other),
    rollingHash(EMPTY_QUEUE, { ...message, asset: 1 }),
    rollingHash(EMPTY_QUEUE, { ...message, amount: 3n }),
    rollingHash(EMPTY_QUEUE, { ...message, keyX: 4n }),
    rollingHash(EMPTY_QUEUE, { ...message, keyY: 3n }),
  ].map(toHex);
  assert.equal(new Set(hashes).size, hashes.length);
  assert.deepEqual(EMPTY_QUEUE, new Uint8Array(32));
});

test("P8.6: a field that does not fit is refused", () => {
  throwsCode("TRL-PRO-001", () => rollingHash(EMPTY_QUEUE, { ...message, accountIndex: 2 ** 32 }));
  throwsCode("TRL-PRO-001", () => rollingHash(EMPTY_QUEUE, { ...message, amount: 1n << 128n }));
  throwsCode("TRL-PRO-001", () => rollingHash(EMPTY_QUEUE, { ...message, keyX: -1n }));
  throwsCode("TRL-PRO-017", () => rollingHash(new Uint8Array(31), message));
});
