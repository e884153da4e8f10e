import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TrackedMap } from "./TrackedMap.ts";

const act = fc.tuple(fc.constantFrom("set", "delete", "newest", "touch", "take"), fc.nat(6), fc.nat());

test("whoever applies the changes has the same entries in the same order, however often they are taken", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const map = new TrackedMap<number, number>(4);
      map.track();
      const copy = new Map<number, number>();
      const take = (): void => {
        for (const { key, value, isNew } of map.takeChanges()) {
          if (isNew || value === undefined) copy.delete(key);
          if (value !== undefined) copy.set(key, value);
        }
        assert.deepEqual([...copy], [...map]);
      };
      for (const [what, key, value] of acts) {
        if (what === "set") map.set(key, value);
        if (what === "delete") map.delete(key);
        if (what === "newest") map.setNewest(key, value);
        if (what === "touch") map.touch(key);
        if (what === "take") take();
      }
      take();
      assert.deepEqual(map.takeChanges(), []);
    }),
  );
});

test("nothing is noted before tracking begins, and nothing once it has ended", () => {
  const map = new TrackedMap<string, number>();
  map.set("a", 1);
  assert.deepEqual(map.takeChanges(), []);
  map.track(true);
  assert.deepEqual(map.takeChanges(), []);
  map.set("b", 2);
  map.untrack();
  assert.deepEqual(map.takeChanges(), []);
});

test("what is there when tracking begins is new, unless it is stored", () => {
  const map = new TrackedMap<string, number>();
  map.set("a", 1);
  map.track();
  assert.deepEqual(map.takeChanges(), [{ key: "a", value: 1, isNew: true }]);
});

test("a value that was changed in place is told once it was touched", () => {
  const map = new TrackedMap<string, { count: number }>();
  map.track();
  map.set("a", { count: 1 });
  map.takeChanges();
  map.get("a")!.count = 2;
  assert.deepEqual(map.takeChanges(), []);
  map.touch("a");
  assert.deepEqual(map.takeChanges(), [{ key: "a", value: { count: 2 }, isNew: false }]);
});

test("a cleared map tells that all is gone", () => {
  const map = new TrackedMap<string, number>();
  map.track();
  map.set("a", 1);
  map.takeChanges();
  map.clear();
  assert.deepEqual(map.takeChanges(), [{ key: "a", value: undefined, isNew: false }]);
});
