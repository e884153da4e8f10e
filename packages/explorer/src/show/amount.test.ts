import assert from "node:assert/strict";
import { test } from "node:test";
import { amountText, greatest, part, scoreText, sum } from "./amount.ts";

const TRL = 10n ** 18n;

test("an amount is exact to the wei, or has so many places", () => {
  assert.equal(amountText(0n), "0");
  assert.equal(amountText(1n), "0.000000000000000001");
  assert.equal(amountText(1_234_567n * TRL + 5n * 10n ** 17n), "1,234,567.5");
  assert.equal(amountText(TRL / 3n, 4), "0.3333");
  assert.equal(amountText((2n * TRL) / 3n, 4), "0.6667");
  assert.equal(amountText(-TRL, 4), "−1");
  assert.equal(amountText(TRL - 1n, 4), "1");
});

test("what is more than nothing is not shown as nothing", () => {
  assert.equal(amountText(1n, 4), "< 0.0001");
});

test("a score has four digits and a power of ten", () => {
  assert.equal(scoreText("0"), "0");
  assert.equal(scoreText("123456"), "123,456");
  assert.equal(scoreText("174900000000000000000000000000000000000"), "1.749e38");
  assert.equal(scoreText("99999000"), "1.000e8");
});

test("parts of nothing are nothing, and sums take text and numbers", () => {
  assert.equal(greatest([1n, 3n, 2n]), 3n);
  assert.equal(greatest([]), 0n);
  assert.equal(part("1", "0"), 0);
  assert.equal(part("1", "4"), 0.25);
  assert.equal(sum(["1", 2n]), 3n);
});
