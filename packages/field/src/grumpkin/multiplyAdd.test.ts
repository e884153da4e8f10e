import assert from "node:assert/strict";
import { test } from "node:test";
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import fc from "fast-check";
import { FIELD_MODULUS } from "../modulus.ts";
import {
  GRUMPKIN_BETA,
  GRUMPKIN_GENERATOR,
  GRUMPKIN_LATTICE,
  GRUMPKIN_ORDER,
  isPublicKey,
} from "./grumpkin.ts";
import { multiplyAdd } from "./multiplyAdd.ts";

// Computed without the endomorphism, so that the test also checks the endomorphism.
const Point = weierstrass({
  p: FIELD_MODULUS,
  n: GRUMPKIN_ORDER,
  h: 1n,
  a: 0n,
  b: FIELD_MODULUS - 17n,
  Gx: GRUMPKIN_GENERATOR.x,
  Gy: GRUMPKIN_GENERATOR.y,
});

const N = GRUMPKIN_ORDER;
const [[a1, b1], [a2, b2]] = GRUMPKIN_LATTICE;
const lambda = (((-a1 * modularInverse(b1)) % N) + N) % N;
const EDGES = [
  0n,
  1n,
  2n,
  3n,
  31n,
  32n,
  N - 1n,
  N - 2n,
  (N - 1n) / 2n,
  1n << 128n,
  (1n << 253n) - 1n,
  lambda,
  N - lambda,
  a2,
  b2,
];
const scalar = fc.oneof(fc.bigInt({ min: 0n, max: N - 1n }), fc.constantFrom(...EDGES));

function modularInverse(value: bigint): bigint {
  let [result, base] = [1n, ((value % N) + N) % N];
  for (let exponent = N - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % N;
    base = (base * base) % N;
  }
  return result;
}

function assertAgrees(s: bigint, k: bigint, e: bigint): void {
  const point = Point.BASE.multiplyUnsafe(k);
  const expected = Point.BASE.multiplyUnsafe((s + e * k) % N);
  const { x, y } = point.toAffine();
  assert.equal(multiplyAdd(s, { x, y }, e), expected.is0() ? undefined : expected.toAffine().x);
}

test("the endomorphism is multiplication by the lattice's constant", () => {
  assert.equal((a1 + b1 * lambda) % N, 0n);
  assert.equal((a2 + b2 * lambda) % N, 0n);
  const { x, y } = Point.BASE.multiply(lambda).toAffine();
  assert.deepEqual([x, y], [GRUMPKIN_BETA, GRUMPKIN_GENERATOR.y]);
});

test("s·G + e·P matches another implementation", () => {
  fc.assert(
    fc.property(scalar, scalar, scalar, (s, k, e) => assertAgrees(s, k === 0n ? 1n : k, e)),
    { numRuns: 200 },
  );
});

test("every pair of edges, on the generator, its opposite and another point", () => {
  for (const s of EDGES)
    for (const e of EDGES) for (const k of [1n, N - 1n, lambda, 12345n]) assertAgrees(s, k, e);
});

test("infinity is distinguished from points", () => {
  const { x, y } = Point.BASE.multiply(77n).toAffine();
  assert.equal(multiplyAdd(0n, { x, y }, 0n), undefined);
  assert.equal(multiplyAdd(N - 77n, { x, y }, 1n), undefined);
  assert.equal(multiplyAdd(77n, { x, y: FIELD_MODULUS - y }, 1n), undefined);
  assert.equal(multiplyAdd(0n, { x, y }, 1n), x);
});

test("only canonical coordinates on the curve are a public key", () => {
  const { x, y } = GRUMPKIN_GENERATOR;
  assert.ok(isPublicKey({ x, y }));
  assert.ok(isPublicKey({ x, y: FIELD_MODULUS - y }));
  for (const bad of [
    { x, y: y + 1n },
    { x: x + FIELD_MODULUS, y },
    { x, y: -y },
    { x: 0n, y: 0n },
    { x: -1n, y },
  ]) {
    assert.equal(isPublicKey(bad), false);
  }
});
