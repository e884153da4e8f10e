import assert from "node:assert/strict";
import { test } from "node:test";
import { etherWorth, gasCost } from "./gasCost.ts";

const TOKEN = 10n ** 18n;

test("what gas costs and what pay is worth are the same price read both ways", () => {
  const prices = { gasPrice: 20n * 10n ** 9n, tokenPrice: 10n ** 15n };
  assert.equal(gasCost(100_000n, prices), 2n * TOKEN);
  assert.equal(etherWorth(2n * TOKEN, prices), 100_000n * prices.gasPrice);
  // Rounded against the node: it never pays more than it gets.
  assert.equal(etherWorth(1n, prices), 0n);
  assert.equal(gasCost(1n, { gasPrice: 1n, tokenPrice: TOKEN - 1n }), 2n);
});

test("without a price pay is worth nothing", () => {
  assert.equal(etherWorth(TOKEN, { tokenPrice: 0n }), 0n);
});
