import assert from "node:assert/strict";
import { test } from "node:test";
import { bn254 } from "@noble/curves/bn254.js";
import { toBigInt } from "@trellis/protocol";
import { BASE_FIELD_MODULUS, g1Wasm, RECORD_WORDS } from "./g1Wasm.ts";

const G = bn254.G1.Point.BASE;
type Point = typeof G;
const ROOM = 64;
const BATCH = 16;
const machine = g1Wasm(ROOM, BATCH);

function write(n: number, point: Point): void {
  const { x, y } = point.toAffine();
  machine.write(machine.point(n), x, y);
}

function read(n: number): { x: bigint; y: bigint } {
  const bytes = new Uint8Array(64);
  machine.read(machine.point(n), new DataView(bytes.buffer), 0);
  return { x: toBigInt(bytes.subarray(0, 32)), y: toBigInt(bytes.subarray(32)) };
}

/** Each row: number of the sum and of both points, and whether the second is negated. */
function addAll(rows: readonly (readonly [number, number, number, 0 | 1])[]): void {
  rows.forEach(([to, a, b, negated], i) => {
    const record = [machine.point(to), machine.point(a), machine.point(b), negated];
    machine.records.set(record, i * RECORD_WORDS);
  });
  machine.addAll(rows.length);
}

test("points round-trip, whatever their coordinates", () => {
  const edges = [0n, 1n, 2n, 1n << 29n, (1n << 232n) - 1n, BASE_FIELD_MODULUS - 1n];
  for (const x of edges) {
    for (const y of edges) {
      machine.write(machine.point(0), x, y);
      assert.deepEqual(read(0), { x, y });
    }
  }
});

test("a copy is the point or its opposite", () => {
  const point = G.multiply(5n);
  write(0, point);
  machine.copy(machine.point(1), machine.point(0), 0);
  machine.copy(machine.point(2), machine.point(0), 1);
  assert.deepEqual(read(1), point.toAffine());
  assert.deepEqual(read(2), point.negate().toAffine());
});

test("a full batch of sums and differences matches another implementation, in place or not", () => {
  const multiple = (n: number): Point => G.multiply(BigInt(n + 1) ** 40n);
  for (let n = 0; n < 2 * BATCH; n++) write(n, multiple(n));
  addAll(
    Array.from({ length: BATCH }, (_, i) => [
      i % 3 === 0 ? i : 2 * BATCH + i,
      i,
      BATCH + i,
      i % 2 === 0 ? 0 : 1,
    ]),
  );
  for (let i = 0; i < BATCH; i++) {
    const other = multiple(BATCH + i);
    const expected = multiple(i).add(i % 2 === 0 ? other : other.negate());
    assert.deepEqual(read(i % 3 === 0 ? i : 2 * BATCH + i), expected.toAffine(), `addition ${i}`);
  }
});

test("a chain of sums stays exact", () => {
  write(0, G);
  write(1, G.multiply(2n));
  for (let i = 0; i < 300; i++) addAll([[1, 1, 0, 0]]);
  assert.deepEqual(read(1), G.multiply(302n).toAffine());
  for (let i = 0; i < 299; i++) addAll([[1, 1, 0, 1]]);
  assert.deepEqual(read(1), G.multiply(3n).toAffine());
});

test("equal and opposite points are refused and nothing changes; so is a count out of range", () => {
  write(0, G);
  write(1, G.negate());
  write(2, G.multiply(7n));
  for (const [a, b, negated] of [
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 1],
  ] as const) {
    assert.throws(
      () =>
        addAll([
          [2, 2, 0, 0],
          [3, a, b, negated],
        ]),
      RangeError,
    );
    assert.deepEqual(read(2), G.multiply(7n).toAffine());
  }
  for (const count of [-1, 1.5, BATCH + 1]) assert.throws(() => machine.addAll(count), RangeError);
  machine.addAll(0);
  addAll([[2, 2, 0, 0]]);
  assert.deepEqual(read(2), G.multiply(8n).toAffine());
});
