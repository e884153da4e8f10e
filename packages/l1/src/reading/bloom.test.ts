import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, type Hex, hexToBytes, keccak256 } from "viem";
import { lacksLogs } from "./bloom.ts";

/** The filter of a block with these values in its logs. */
function bloomOf(values: readonly Hex[]): Hex {
  const filter = new Uint8Array(256);
  for (const value of values) {
    const hash = hexToBytes(keccak256(value));
    for (const at of [0, 2, 4]) {
      const bit = ((hash[at]! << 8) | hash[at + 1]!) & 2_047;
      filter[255 - (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return bytesToHex(filter);
}

const address: Hex = `0x${"ab".repeat(20)}`;
const topic: Hex = `0x${"01".repeat(32)}`;
const source = { address, topics: [topic] };
const other: Hex = `0x${"cd".repeat(20)}`;

test("a header that speaks of a contract's event makes an answer without it incomplete", () => {
  const bloom = bloomOf([address, topic]);
  assert.equal(lacksLogs(bloom, [], [source]), true);
  assert.equal(lacksLogs(bloom, [{ address }], [source]), false);
  assert.equal(lacksLogs(bloom, [{ address: other }], [source, { address: other, topics: [topic] }]), true);
});

test("a header that speaks of others, or of nothing, asks for nothing", () => {
  for (const bloom of [
    bloomOf([other, topic]),
    bloomOf([address]),
    bloomOf([]),
    null,
    undefined,
    "0x" as Hex,
  ]) {
    assert.equal(lacksLogs(bloom, [], [source]), false);
  }
});

test("a full filter says nothing", () => {
  assert.equal(lacksLogs(`0x${"ff".repeat(256)}`, [], [source]), false);
});
