import assert from "node:assert/strict";
import { test } from "node:test";
import { bn254 } from "@noble/curves/bn254.js";
import { FIELD_MODULUS } from "@trellis/protocol";
import { tauG2 } from "../srs/developmentSrs.ts";
import { developmentTau } from "../srs/developmentTau.ts";
import { accumulatorHolds } from "./accumulatorHolds.ts";

const { BASE } = bn254.G1.Point;
const MASK = (1n << 136n) - 1n;

const limbs = (point: typeof BASE): bigint[] => {
  const { x, y } = point.is0() ? { x: 0n, y: 0n } : point.toAffine();
  return [x, y].flatMap((coordinate) => [coordinate & MASK, coordinate >> 136n]);
};
/** P0 = -(tau · k · G), P1 = k · G. */
const accumulator = (k: bigint): bigint[] => [
  ...limbs(BASE.multiply((developmentTau() * k) % FIELD_MODULUS).negate()),
  ...limbs(BASE.multiply(k)),
];

test("two points opened by the SRS's secret hold", () => {
  assert.equal(accumulatorHolds(accumulator(7n), tauG2()), true);
  assert.equal(accumulatorHolds(accumulator(0x1234567890abcdefn), tauG2()), true);
});

test("two points at infinity hold: nothing is left open", () => {
  assert.equal(
    accumulatorHolds([...limbs(bn254.G1.Point.ZERO), ...limbs(bn254.G1.Point.ZERO)], tauG2()),
    true,
  );
});

test("other points, other secrets and malformed limbs do not", () => {
  const good = accumulator(7n);
  const other = [...good.slice(0, 4), ...limbs(BASE.multiply(8n))];
  assert.equal(accumulatorHolds(other, tauG2()), false);
  const g2 = bn254.G2.Point.BASE.multiply(5n).toAffine();
  assert.equal(accumulatorHolds(good, [g2.x.c1, g2.x.c0, g2.y.c1, g2.y.c0]), false);
  assert.equal(accumulatorHolds([...limbs(bn254.G1.Point.ZERO), ...good.slice(4)], tauG2()), false);
  for (let i = 0; i < good.length; i++) {
    const changed = good.with(i, good[i]! ^ 1n);
    assert.equal(accumulatorHolds(changed, tauG2()), false, `limb ${i} changed`);
  }
  // The same coordinate split elsewhere, and missing limbs.
  assert.equal(accumulatorHolds([good[0]! + (1n << 136n), good[1]! - 1n, ...good.slice(2)], tauG2()), false);
  assert.equal(accumulatorHolds(good.slice(0, 7), tauG2()), false);
});
