import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { uint } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { MAX_BURN_BID } from "./Proposal.ts";
import { GENESIS_ALPHA, MAX_ALPHA, MIN_ALPHA, nextAlpha, score } from "./score.ts";

const provers = fc.integer({ min: 0, max: 2048 });
const burn = uint(96);
const alphas = fc.integer({ min: MIN_ALPHA, max: MAX_ALPHA });

test("P7.2: at genesis score = provers³ · burn²", () => {
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
    fc.property(provers, provers, burn, burn, alphas, (p1, p2, b1, b2, alpha) => {
      const [fewer, more] = p1 <= p2 ? [p1, p2] : [p2, p1];
      const [less, higher] = b1 <= b2 ? [b1, b2] : [b2, b1];
      assert.ok(score(fewer, less, alpha) <= score(more, higher, alpha));
      if (fewer < more && higher > 0n) assert.ok(score(fewer, higher, alpha) < score(more, higher, alpha));
      if (less < higher && more > 0) assert.ok(score(more, less, alpha) < score(more, higher, alpha));
    }),
  );
});

test("P7.2: every α distinguishes neighbouring numbers of provers", () => {
  for (let alpha = MIN_ALPHA; alpha <= MAX_ALPHA; alpha++) {
    for (let p = 1; p <= 2048; p++) assert.ok(score(p, 1n, alpha) > score(p - 1, 1n, alpha));
  }
});

test("P7.3: the score is provers^α · burn², eighths of α rounded down to a millionth", () => {
  fc.assert(
    fc.property(provers, burn, alphas, (p, b, alpha) => {
      // s ≤ p^(a/8)·b² < s + rounding, all raised to the eighth power: exact in whole numbers.
      const [n, ideal] = [BigInt(p), BigInt(p) ** BigInt(alpha) * b ** 16n];
      const rounding = n ** BigInt(alpha >> 3) * b ** 2n;
      const s = score(p, b, alpha);
      assert.ok(s ** 8n <= ideal);
      assert.ok((((s + 1n) << 20n) + rounding) ** 8n > ideal << 160n);
    }),
  );
});

test("P7.3: a higher α never scores lower", () => {
  fc.assert(
    fc.property(provers, burn, fc.integer({ min: MIN_ALPHA + 1, max: MAX_ALPHA }), (p, b, alpha) => {
      assert.ok(score(p, b, alpha) >= score(p, b, alpha - 1));
      // The larger set's lead over a smaller one grows with α.
      if (p > 1 && b >= 1n << 40n) assert.ok(score(p, b, alpha) > score(p, b, alpha - 1));
    }),
  );
});

test("P7.2: twice the provers outbid less than 2.82 times the burn", () => {
  assert.ok(score(200, 100n) > score(100, 282n));
  assert.ok(score(200, 100n) < score(100, 283n));
});

test("P7.2: the highest score fits 256 bits, so L1 never overflows", () => {
  assert.ok(score(2048, MAX_BURN_BID, MAX_ALPHA) < 1n << 256n);
  assert.ok(score(2048, MAX_BURN_BID, MAX_ALPHA) > 1n << 254n);
  assert.ok(score(2048, MAX_BURN_BID) < 1n << 225n);
  assert.ok(score(2048, MAX_BURN_BID) > 1n << 224n);
  assert.equal(score(0, MAX_BURN_BID), 0n);
  assert.equal(score(2048, 0n), 0n);
});

test("P7.2: an impossible number of provers or an invalid bid is refused", () => {
  for (const p of [-1, 2049, 0.5, Number.NaN]) throwsCode("TRL-PRO-019", () => score(p, 1n));
  // A negative bid squared would rank as a bid.
  for (const b of [-1n, MAX_BURN_BID + 1n]) throwsCode("TRL-PRO-019", () => score(1, b));
  for (const a of [MIN_ALPHA - 1, MAX_ALPHA + 1, 24.5, Number.NaN])
    throwsCode("TRL-PRO-019", () => score(1, 1n, a));
});

const RULE = { targetProvers: 48, alphaMin: 16, alphaMax: 40 };

test("P7.3: α rises by an eighth below the target, falls above it, stays on it, and keeps within its bounds", () => {
  assert.equal(nextAlpha(GENESIS_ALPHA, 47, RULE), 25);
  assert.equal(nextAlpha(GENESIS_ALPHA, 48, RULE), 24);
  assert.equal(nextAlpha(GENESIS_ALPHA, 49, RULE), 23);
  assert.equal(nextAlpha(40, 0, RULE), 40);
  assert.equal(nextAlpha(16, 2048, RULE), 16);
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 40 }), provers, (alpha, p) => {
      const next = nextAlpha(alpha, p, RULE);
      assert.ok(next >= 16 && next <= 40 && Math.abs(next - alpha) <= 1);
    }),
  );
});

test("P7.3: keeping a larger set out costs a smaller one more with every block below the target", () => {
  let alpha = GENESIS_ALPHA;
  let last = 0n;
  for (let block = 0; block < 17; block++) {
    // Least bid of 10 provers that beats 40 provers with a bid of 10^6.
    let bid = 1n;
    for (let step = 1n << 40n; step > 0n; step >>= 1n)
      if (score(10, bid + step, alpha) <= score(40, 10n ** 6n, alpha)) bid += step;
    if (block > 0 && block < 17) assert.ok(bid > last);
    last = bid;
    alpha = nextAlpha(alpha, 10, RULE);
  }
  assert.equal(alpha, RULE.alphaMax);
});

test("P7.3: invalid bounds are refused", () => {
  throwsCode("TRL-PRO-019", () => nextAlpha(41, 1, RULE));
  throwsCode("TRL-PRO-019", () => nextAlpha(15, 1, RULE));
  throwsCode("TRL-PRO-019", () => nextAlpha(24, 2049, RULE));
  throwsCode("TRL-PRO-019", () => nextAlpha(24, 1, { ...RULE, targetProvers: 0 }));
  throwsCode("TRL-PRO-019", () => nextAlpha(24, 1, { ...RULE, alphaMin: 7 }));
  throwsCode("TRL-PRO-019", () => nextAlpha(24, 1, { ...RULE, alphaMax: 47 }));
});
