import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { uint } from "../test/arbitraries.ts";
import { throwsCode } from "../test/throwsCode.ts";
import { MAX_BURN_BID } from "./Proposal.ts";
import { score } from "./score.ts";

const provers = fc.integer({ min: 0, max: 2048 });
const burn = uint(96);

test("P7.2: score = provers³ · burn²", () => {
  assert.equal(score(10, 7n), 49_000n);
  fc.assert(
    fc.property(provers, burn, (p, b) => {
      const n = BigInt(p);
      assert.equal(score(p, b), n * n * n * b * b);
    }),
  );
});

test("P7.2: more provers or a higher bid never score lower, and score higher where the other is not 0", () => {
  fc.assert(
    fc.property(provers, provers, burn, burn, (p1, p2, b1, b2) => {
      const [fewer, more] = p1 <= p2 ? [p1, p2] : [p2, p1];
      const [less, higher] = b1 <= b2 ? [b1, b2] : [b2, b1];
      assert.ok(score(fewer, less) <= score(more, higher));
      if (fewer < more && higher > 0n) assert.ok(score(fewer, higher) < score(more, higher));
      if (less < higher && more > 0) assert.ok(score(more, less) < score(more, higher));
    }),
  );
});

test("P7.2: twice the provers outbid less than 2.82 times the burn", () => {
  assert.ok(score(200, 100n) > score(100, 282n));
  assert.ok(score(200, 100n) < score(100, 283n));
});

test("P7.2: the highest score fits 225 bits, so L1 never overflows", () => {
  assert.ok(score(2048, MAX_BURN_BID) < 1n << 225n);
  assert.ok(score(2048, MAX_BURN_BID) > 1n << 224n);
  assert.equal(score(0, MAX_BURN_BID), 0n);
  assert.equal(score(2048, 0n), 0n);
});

test("P7.2: what is no count of seats or no bid has no score", () => {
  for (const p of [-1, 2049, 0.5, Number.NaN]) throwsCode("TRL-PRO-019", () => score(p, 1n));
  // A negative bid squared would rank as a bid.
  for (const b of [-1n, MAX_BURN_BID + 1n]) throwsCode("TRL-PRO-019", () => score(1, b));
});
