import assert from "node:assert/strict";
import { test } from "node:test";
import { lowerCaseAddresses } from "./lowerCaseAddresses.ts";

const MIXED = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const LOWER = MIXED.toLowerCase();

test("addresses become lower case wherever they are in a value", () => {
  assert.equal(lowerCaseAddresses(MIXED), LOWER);
  assert.deepEqual(lowerCaseAddresses({ proposer: MIXED, list: [MIXED, { inner: MIXED }], amount: 1n }), {
    proposer: LOWER,
    list: [LOWER, { inner: LOWER }],
    amount: 1n,
  });
});

test("everything else stays as it is", () => {
  const value = { text: "Second ABC", short: "0xAB", none: undefined, nothing: null, yes: true, number: 7 };
  assert.deepEqual(lowerCaseAddresses(value), value);
});
