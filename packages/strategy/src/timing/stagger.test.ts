import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes, toHex } from "@trellis/protocol";
import { stagger } from "./stagger.ts";

const account = (n: number) => toHex(toBytes(n, 20));

test("P1.4 an account waits as long in every process, today and tomorrow; others, and for other occasions, otherwise", () => {
  // Fixed values, so that a delay that depends on anything but account and occasion fails.
  assert.equal(stagger(account(1), 5n, 6_000), 4_139);
  assert.equal(stagger(account(1), toHex(toBytes(5n, 32)), 6_000), 4_139);
  assert.equal(stagger(account(2), 5n, 6_000), 1_109);
  assert.equal(stagger(account(1), 6n, 6_000), 4_535);
  const delays = new Set(Array.from({ length: 50 }, (_, n) => stagger(account(n), 5n, 6_000)));
  assert(delays.size > 45);
});

test("delays fill exactly the whole spread", () => {
  const delays = Array.from({ length: 500 }, (_, n) => stagger(account(n), toHex(toBytes(n, 32)), 1_000));
  assert(delays.every((delay) => delay >= 0 && delay < 1_000 && Number.isInteger(delay)));
  assert(Math.min(...delays) < 50 && Math.max(...delays) > 950);
  assert.equal(stagger(account(1), 5n, 0), 0);
});
