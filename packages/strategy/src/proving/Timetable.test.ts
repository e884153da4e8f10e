import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Timetable } from "./Timetable.ts";

const step = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), key: fc.nat(8), at: fc.nat(60) }),
  fc.record({ kind: fc.constant("delete" as const), key: fc.nat(8), at: fc.constant(0) }),
  fc.record({ kind: fc.constant("take" as const), key: fc.constant(0), at: fc.nat(60) }),
);

test("a timetable gives each key once, when its last time has come, the earliest first", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = new Timetable();
      const expected = new Map<number, number>();
      for (const { kind, key, at } of steps) {
        if (kind === "set") {
          table.set(key, at);
          expected.set(key, at);
        } else if (kind === "delete") {
          table.delete(key);
          expected.delete(key);
        } else {
          const due = [...expected].filter(([, time]) => time <= at);
          const taken = [...table.takeUntil(at)].map((entry) => entry.key);
          assert.deepEqual(taken.toSorted(), due.map(([one]) => one).toSorted());
          const times = taken.map((one) => expected.get(one)!);
          assert.deepEqual(
            times,
            times.toSorted((a, b) => a - b),
          );
          for (const one of taken) expected.delete(one);
        }
        assert.equal(table.size, expected.size);
        assert.equal(table.at(key), expected.get(key));
        assert.equal(table.has(key), expected.has(key));
        assert.equal(table.next, expected.size === 0 ? undefined : Math.min(...expected.values()));
      }
    }),
    { numRuns: 300 },
  );
});
