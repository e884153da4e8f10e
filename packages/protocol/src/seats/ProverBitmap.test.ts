import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seat } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { assertSeat, isSeat, ProverBitmap } from "./ProverBitmap.ts";

const seats = fc.uniqueArray(seat, { maxLength: 60 });

test("P2.2: a bitmap represents the set of its seats", () => {
  fc.assert(
    fc.property(seats, seats, seat, (a, b, one) => {
      const [setA, setB] = [new Set(a), new Set(b)];
      const [bitsA, bitsB] = [ProverBitmap.of(a), ProverBitmap.of(b)];
      const ascending = (set: Iterable<number>): number[] => [...set].sort((x, y) => x - y);
      assert.equal(bitsA.has(one), setA.has(one));
      assert.equal(bitsA.count(), setA.size);
      assert.deepEqual(bitsA.seats(), ascending(setA));
      assert.deepEqual(bitsA.or(bitsB).seats(), ascending(setA.union(setB)));
      assert.deepEqual(bitsA.and(bitsB).seats(), ascending(setA.intersection(setB)));
      assert.equal(bitsA.isSubsetOf(bitsB), setA.isSubsetOf(setB));
      assert.ok(bitsA.and(bitsB).isSubsetOf(bitsA));
      assert.equal(bitsA.equals(bitsB), setA.size === setB.size && setA.isSubsetOf(setB));
      assert.ok(bitsA.equals(ProverBitmap.of([...a, ...a].reverse())));
    }),
  );
});

test("P2.2: seat s is bit s % 256 of word s / 256 and bit s % 128 of limb s / 128", () => {
  for (const s of [0, 1, 127, 128, 255, 256, 1000, 2047]) {
    const bitmap = ProverBitmap.of([s]);
    bitmap.words().forEach((word, i) => {
      assert.equal(word, i === Math.floor(s / 256) ? 1n << BigInt(s % 256) : 0n);
    });
    bitmap.limbs().forEach((limb, i) => {
      assert.equal(limb, i === Math.floor(s / 128) ? 1n << BigInt(s % 128) : 0n);
    });
  }
  fc.assert(
    fc.property(seats, (all) => {
      const bitmap = ProverBitmap.of(all);
      const limbs = bitmap.limbs();
      assert.deepEqual(
        bitmap.words(),
        Array.from({ length: 8 }, (_, w) => limbs[2 * w]! + limbs[2 * w + 1]! * 2n ** 128n),
      );
      assert.ok(ProverBitmap.fromWords(bitmap.words()).equals(bitmap));
      assert.ok(ProverBitmap.fromLimbs(limbs).equals(bitmap));
    }),
  );
});

test("P1.3: only 0..2047 are seats", () => {
  for (const bad of [-1, 2048, 65_535, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(isSeat(bad), false);
    throwsCode("TRL-PRO-006", () => assertSeat(bad));
    throwsCode("TRL-PRO-006", () => ProverBitmap.of([0, bad]));
    assert.equal(ProverBitmap.of([0, 2047]).has(bad), false);
  }
  for (const good of [0, 1, 2047]) assertSeat(good);
});

test("a wrong number of parts, or a part that is too large, is refused", () => {
  const words = Array<bigint>(8).fill(0n);
  const limbs = Array<bigint>(16).fill(0n);
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromWords(words.slice(1)));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromWords([...words, 0n]));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromWords(words.with(7, 1n << 256n)));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromWords(words.with(0, -1n)));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromLimbs(limbs.slice(1)));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromLimbs(words));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromLimbs(limbs.with(3, 1n << 128n)));
  throwsCode("TRL-PRO-007", () => ProverBitmap.fromLimbs(limbs.with(3, -1n)));
});

test("changing a returned value does not change the bitmap", () => {
  const bitmap = ProverBitmap.of([5]);
  (bitmap.words() as unknown as bigint[])[0] = 0n;
  bitmap.seats().push(6);
  assert.deepEqual(bitmap.seats(), [5]);
  assert.equal(ProverBitmap.EMPTY.count(), 0);
});
