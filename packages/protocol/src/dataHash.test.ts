import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { bytes } from "../test/arbitraries.ts";
import { throwsCode } from "../test/throwsCode.ts";
import { toHex } from "./bytes.ts";
import { dataHash, LEAF_DATA_BYTES } from "./dataHash.ts";

/** The hash by definition. */
function naive(data: Uint8Array): Buffer {
  const hash = createHash("sha256");
  if (data.length === 160) return hash.update(data).digest();
  const half = data.length / 2;
  return hash
    .update(naive(data.subarray(0, half)))
    .update(naive(data.subarray(half)))
    .digest();
}

test("P7.1: the data hash is a SHA-256 tree over leaves of 160 bytes", () => {
  fc.assert(
    fc.property(
      fc.nat(4).chain((depth) => bytes(LEAF_DATA_BYTES * 2 ** depth)),
      (data) => assert.equal(toHex(dataHash(data)), toHex(naive(data))),
    ),
    { numRuns: 30 },
  );
});

test("P7.1: each byte and each place counts", () => {
  const data = new Uint8Array(640).map((_, i) => i & 255);
  const root = toHex(dataHash(data));
  for (const at of [0, 159, 160, 319, 639]) {
    assert.notEqual(toHex(dataHash(data.map((byte, i) => (i === at ? byte ^ 1 : byte)))), root);
  }
});

test("P7.1: data of another shape than a block's has no hash", () => {
  for (const length of [0, 1, 80, 159, 161, 240, 480, 800, 160 * 4096]) {
    throwsCode("TRL-PRO-014", () => dataHash(new Uint8Array(length)));
  }
  assert.equal(dataHash(new Uint8Array(160 * 2048)).length, 32);
});
