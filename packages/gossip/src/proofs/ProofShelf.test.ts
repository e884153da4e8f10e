import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProofShelf } from "./ProofShelf.ts";

const LIMITS = { ownBytes: 100, passedBytes: 50, age: 1_000 };
const bytes = (count: number) => new Uint8Array(count);

test("what is kept stays within its bounds, and the newest of it is there while it is not too old", () => {
  const step = fc.record({
    isOwn: fc.boolean(),
    id: fc.nat(8).map(String),
    bytes: fc.integer({ min: 1, max: 60 }),
    pause: fc.nat(700),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 0;
      const shelf = new ProofShelf(LIMITS, () => now);
      const added: { id: string; at: number; size: number; isOwn: boolean }[] = [];
      for (const { isOwn, id, bytes: size, pause } of steps) {
        now += pause;
        if (isOwn) shelf.addOwn(id, bytes(size));
        else shelf.addPassed(id, bytes(size));
        added.push({ id, at: now, size, isOwn });
        assert.ok(shelf.bytes.own <= LIMITS.ownBytes && shelf.bytes.passed <= LIMITS.passedBytes);
        if (isOwn) assert.equal(shelf.get(id)?.length, size);
        for (const one of new Set(added.map((it) => it.id))) {
          const newest = added.findLast((it) => it.id === one)!;
          if (now - newest.at > LIMITS.age) assert.equal(shelf.get(one), undefined);
        }
      }
    }),
  );
});

test("however much is passed on, own proofs stay", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 50 }), (sizes) => {
      const shelf = new ProofShelf(LIMITS, () => 0);
      shelf.addOwn("own", bytes(60));
      sizes.forEach((size, n) => {
        shelf.addPassed(`${n}`, bytes(size));
      });
      assert.equal(shelf.get("own")?.length, 60);
    }),
  );
});

test("the oldest leave first; one that is kept again is new", () => {
  const shelf = new ProofShelf(LIMITS, () => 0);
  for (const id of ["a", "b"]) shelf.addOwn(id, bytes(50));
  shelf.addOwn("a", bytes(50));
  shelf.addOwn("c", bytes(50));
  assert.deepEqual(
    ["a", "b", "c"].map((id) => shelf.get(id)?.length),
    [50, undefined, 50],
  );
});

test("a proof that was passed on and is now an own one is held once, and not given up again", () => {
  const shelf = new ProofShelf(LIMITS, () => 0);
  shelf.addPassed("a", bytes(40));
  shelf.addOwn("a", bytes(40));
  shelf.addPassed("a", bytes(40));
  assert.deepEqual(shelf.bytes, { own: 40, passed: 0 });
});
