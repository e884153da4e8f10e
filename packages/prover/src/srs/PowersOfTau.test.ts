import assert from "node:assert/strict";
import { test } from "node:test";
import { bn254 } from "@noble/curves/bn254.js";
import { FIELD_MODULUS, toBigInt } from "@trellis/protocol";
import { developmentTau } from "./developmentTau.ts";
import { MAX_POINTS_PER_CALL, PowersOfTau } from "./PowersOfTau.ts";

const tau = developmentTau();

/** Scalars whose digits are the table's edges: none, one, half a window, a carry through every window. */
const EDGES = [
  1n,
  2n,
  0x80n,
  0x81n,
  0x8000n,
  0x8001n,
  0xffffn,
  0x10000n,
  (1n << 253n) - 1n,
  FIELD_MODULUS - 1n,
  FIELD_MODULUS - 2n,
  (FIELD_MODULUS - 1n) / 2n,
  (FIELD_MODULUS + 1n) / 2n,
  // Without the opposite sign, its highest digit would be added to an equal point.
  2n * (0x3064n << 240n) - FIELD_MODULUS,
  2n * (0x30n << 248n) - FIELD_MODULUS,
  BigInt(`0x2${"8000".repeat(15)}`),
  BigInt(`0x2${"8001".repeat(15)}`),
  BigInt(`0x2${"ffff".repeat(15)}`),
];

for (const windowBits of [8, 16] as const) {
  test(`with windows of ${windowBits} bits every scalar yields its multiple and the powers that follow`, () => {
    const powers = new PowersOfTau(tau, windowBits);
    for (const scalar of EDGES) {
      const bytes = powers.points(scalar, 2);
      for (const [i, multiple] of [scalar, (scalar * tau) % FIELD_MODULUS].entries()) {
        const { x, y } = bn254.G1.Point.BASE.multiply(multiple).toAffine();
        const [gotX, gotY] = [0, 32].map((at) => toBigInt(bytes.subarray(64 * i + at, 64 * i + at + 32)));
        assert.deepEqual([gotX, gotY], [x, y], `${scalar} at ${i}`);
      }
    }
    const all = powers.points(1n, MAX_POINTS_PER_CALL);
    assert.deepEqual(all.subarray(0, 640), powers.points(1n, 10));
    assert.equal(all.length, 64 * MAX_POINTS_PER_CALL);
    for (const count of [0, -1, 1.5, MAX_POINTS_PER_CALL + 1]) {
      assert.throws(() => powers.points(1n, count), RangeError);
    }
    for (const scalar of [0n, -1n, FIELD_MODULUS]) assert.throws(() => powers.points(scalar, 1), RangeError);
  });
}
