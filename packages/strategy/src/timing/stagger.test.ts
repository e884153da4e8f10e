import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes, toHex } from "@trellis/protocol";
import { stagger } from "./stagger.ts";

const account = (n: number) => toHex(toBytes(n, 20));

test("P1.4 the same account waits as long at each asking, others otherwise", () => {
  assert.equal(stagger(account(1), 5n, 6_000), stagger(account(1), 5n, 6_000));
  const delays = new Set(Array.from({ length: 50 }, (_, n) => stagger(account(n), 5n, 6_000)));
  assert(delays.size > 45);
  assert.notEqual(stagger(account(1), 5n, 6_000), stagger(account(1), 6n, 6_000));
});

test("delays fill the whole spread and no more", () => {
  const delays = Array.from({ length: 500 }, (_, n) => stagger(account(n), toHex(toBytes(n, 32)), 1_000));
  assert(delays.every((delay) => delay >= 0 && delay < 1_000 && Number.isInteger(delay)));
  assert(Math.min(...delays) < 50 && Math.max(...delays) > 950);
  assert.equal(stagger(account(1), 5n, 0), 0);
});
