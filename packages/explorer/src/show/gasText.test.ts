import assert from "node:assert/strict";
import { test } from "node:test";
import { etherText, gasPriceText } from "./gasText.ts";

test("a gas price has three digits, and a high one no fraction", () => {
  assert.equal(gasPriceText("1000000007"), "1 gwei");
  assert.equal(gasPriceText("12345678901"), "12.3 gwei");
  assert.equal(gasPriceText("123456789012"), "123 gwei");
  assert.equal(gasPriceText("7"), "7e-9 gwei");
  assert.equal(gasPriceText("0"), "0 gwei");
});

test("a cost has six places, and what is more than nothing is not shown as nothing", () => {
  assert.equal(etherText(1_234_567_000_000_000n), "0.001235 ETH");
  assert.equal(etherText(1n), "< 0.000001 ETH");
  assert.equal(etherText("0"), "0 ETH");
});
