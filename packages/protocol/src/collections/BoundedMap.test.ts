import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BoundedMap } from "./BoundedMap.ts";

test("a new key drops the oldest entry of a full map", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1).set("b", 2).set("c", 3);
  assert.deepEqual(
    [...map],
    [
      ["b", 2],
      ["c", 3],
    ],
  );
});

test("reading or replacing an entry does not move it", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1).set("b", 2).set("a", 4);
  assert.equal(map.get("a"), 4);
  map.set("c", 3);
  assert.deepEqual([...map.keys()], ["b", "c"]);
});

test("setNewest makes an existing entry the newest without dropping another", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1).set("b", 2).setNewest("a", 4);
  assert.deepEqual([...map.keys()], ["b", "a"]);
  map.setNewest("c", 3);
  assert.deepEqual([...map.keys()], ["a", "c"]);
});

test("with touch, reading or replacing an entry makes it the newest; has() does not", () => {
  const map = new BoundedMap<string, number>(3, { touch: true });
  map.set("a", 1).set("b", 2).set("c", 3);
  assert.equal(map.get("a"), 1);
  map.set("b", 5);
  assert.equal(map.has("c"), true);
  assert.deepEqual([...map.keys()], ["c", "a", "b"]);
  map.set("d", 4);
  assert.deepEqual([...map.keys()], ["a", "b", "d"]);
});

test("getOrMake makes a value once", () => {
  const map = new BoundedMap<string, number>(1);
  assert.equal(
    map.getOrMake("a", () => 1),
    1,
  );
  assert.equal(
    map.getOrMake("a", () => assert.fail("made again")),
    1,
  );
});

test("undefined is a value like any other", () => {
  const map = new BoundedMap<string | undefined, number | undefined>(2, { touch: true });
  map.set("a", undefined).set(undefined, 1);
  assert.equal(map.get("a"), undefined);
  assert.equal(
    map.getOrMake("a", () => assert.fail("made again")),
    undefined,
  );
  map.set("b", 2);
  assert.deepEqual([...map.keys()], ["a", "b"]);
});

test("a map keeps the newest keys up to its capacity: by first use or, with touch, by last use", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.tuple(fc.boolean(), fc.nat(9))),
      fc.boolean(),
      (capacity, uses, touch) => {
        const map = new BoundedMap<number, number>(capacity, { touch });
        let model: number[] = [];
        for (const [isRead, key] of uses) {
          const isHeld = model.includes(key);
          if (isRead) map.get(key);
          else map.set(key, key);
          if (isHeld && touch) model = [...model.filter((other) => other !== key), key];
          if (!isHeld && !isRead) model = [...model, key].slice(-capacity);
        }
        assert.deepEqual([...map.keys()], model);
      },
    ),
  );
});

test("a capacity is a positive whole number", () => {
  for (const capacity of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => new BoundedMap(capacity), { code: "TRL-PRO-025" });
  }
});
