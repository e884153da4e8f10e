import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { bytes } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { sha256, toHex } from "../encoding/bytes.ts";
import { merkleRoot } from "../encoding/merkle.ts";
import { dataHash, dataPath, LEAF_DATA_BYTES } from "./dataHash.ts";

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

test("P7.1: the hash depends on each byte and its place", () => {
  const data = new Uint8Array(640).map((_, i) => i & 255);
  const root = toHex(dataHash(data));
  for (const at of [0, 159, 160, 319, 639]) {
    assert.notEqual(toHex(dataHash(data.map((byte, i) => (i === at ? byte ^ 1 : byte)))), root);
  }
});

test("P10.1: each place's leaf has a path to the data hash", () => {
  const data = new Uint8Array(640).map((_, i) => (i * 7) & 255);
  for (let place = 0; place < 32; place++) {
    const { leaf, siblings } = dataPath(data, place);
    const offset = (place % 8) * 20;
    assert.deepEqual(leaf.subarray(offset, offset + 20), data.subarray(place * 20, place * 20 + 20));
    assert.deepEqual(merkleRoot(sha256(leaf), place >> 3, siblings, sha256), dataHash(data));
  }
  for (const place of [32, -1]) throwsCode("TRL-PRO-004", () => dataPath(data, place));
});

test("P7.1: data that does not have the shape of a block is refused", () => {
  for (const length of [0, 1, 80, 159, 161, 240, 480, 800, 160 * 4096]) {
    throwsCode("TRL-PRO-014", () => dataHash(new Uint8Array(length)));
  }
  assert.equal(dataHash(new Uint8Array(160 * 2048)).length, 32);
});
