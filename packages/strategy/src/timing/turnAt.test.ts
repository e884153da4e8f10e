import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes, toHex } from "@trellis/protocol";
import { turnAt } from "./turnAt.ts";

const account = (n: number) => toHex(toBytes(n, 20));
const OCCASION = { id: 5n, since: 1_000, proofWindow: 600 };

test("P1.4 the party concerned acts at once", () => {
  assert.equal(turnAt(account(1), true, OCCASION), 1_000);
});

test("P1.4 each other party has its own delay, after the first party's time and below ten seconds", () => {
  const moments = Array.from({ length: 200 }, (_, n) => turnAt(account(n), false, OCCASION));
  assert(moments.every((moment) => moment >= 5_000 && moment < 11_000));
  assert(Math.min(...moments) < 5_500 && Math.max(...moments) > 10_500);
  const apart = turnAt(account(1), false, { ...OCCASION, id: 6n });
  assert.notEqual(apart, moments[1], "another occasion, another order");
});

test("P3.2 in a short proof window all delays shrink in proportion; a long one does not stretch them", () => {
  const wait = (proofWindow: number) => turnAt(account(1), false, { ...OCCASION, since: 0, proofWindow });
  assert.equal(wait(30), wait(120) / 4);
  assert.equal(wait(1_200), wait(120));
});
