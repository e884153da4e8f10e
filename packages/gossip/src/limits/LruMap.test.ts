import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LruMap } from "./LruMap.ts";

test("the least recently used entry leaves first; looking whether it is there is no use", () => {
  const map = new LruMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  assert.equal(map.get("a"), 1);
  assert.equal(map.has("b"), true);
  map.set("c", 3);
  assert.deepEqual([map.get("a"), map.get("b"), map.get("c")], [1, undefined, 3]);
  assert.equal(
    map.take("a", () => 9),
    1,
  );
  assert.equal(
    map.take("b", () => 9),
    9,
  );
  assert.equal(map.has("c"), false);
  assert.equal(map.delete("b"), true);
  assert.equal(map.size, 1);
});

test("undefined is a value like others", () => {
  const map = new LruMap<string, undefined>(1);
  map.set("a", undefined);
  assert.equal(map.has("a"), true);
  assert.equal(
    map.take("a", () => assert.fail("made again")),
    undefined,
  );
});

test("never more than its capacity, and always the most recent", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(9)), (capacity, keys) => {
      const map = new LruMap<number, number>(capacity);
      for (const key of keys) map.set(key, key);
      const recent = [...new Set([...keys].reverse())].slice(0, capacity);
      assert.equal(map.size, recent.length);
      for (const key of recent) assert.equal(map.get(key), key);
    }),
  );
});

test("a capacity is a positive whole number", () => {
  for (const capacity of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => new LruMap(capacity), { code: "TRL-GSP-002" });
  }
});
