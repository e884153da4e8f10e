import assert from "node:assert/strict";
import { test } from "node:test";
import { bar, grouped, scientific, short, tokens } from "./format.ts";

test("wei are shown as tokens with up to four decimals, rounded down", () => {
  assert.equal(tokens(0n), "0");
  assert.equal(tokens(10n ** 18n), "1");
  assert.equal(tokens(1_500_000_000_000_000_000n), "1.5");
  assert.equal(tokens(999_999_999_999_999_999n), "0.9999");
  assert.equal(tokens(10n ** 14n), "0.0001");
  assert.equal(tokens(10n ** 14n - 1n), "0");
});

test("thousands are separated", () => {
  assert.equal(grouped(0), "0");
  assert.equal(grouped(999n), "999");
  assert.equal(grouped(1_000), "1,000");
  assert.equal(grouped(1_234_567n), "1,234,567");
});

test("hashes and addresses are shortened, short words are not", () => {
  assert.equal(short(`0x${"ab".repeat(32)}`), "0xababab…abab");
  assert.equal(short("proposer-12"), "proposer-12");
});

test("scores beyond five digits have four significant ones", () => {
  assert.equal(scientific(0n), "0");
  assert.equal(scientific(99_999n), "99999");
  assert.equal(scientific(123_456n), "1.234e5");
  assert.equal(scientific(27n * 10n ** 36n), "2.700e37");
});

test("a bar always has the requested width", () => {
  for (const part of [-1, 0, 0.33, 0.5, 1, 7]) assert.equal(bar(part, 10).length, 10);
  assert.equal(bar(0.5, 10), "█████░░░░░");
  assert.equal(bar(7, 4), "████");
  assert.equal(bar(-1, 4), "░░░░");
});
