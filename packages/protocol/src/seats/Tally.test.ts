import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { throwsCode } from "../../test/throwsCode.ts";
import { decodeTally, encodeTally, mergeTallies, type Tally } from "./Tally.ts";

const counts = fc.record(
  { leaf: fc.nat(1024), merge: fc.nat(1024), root: fc.nat(1) },
  { noNullPrototype: true },
);
const tallies = fc.record({ committed: counts, vacant: counts }, { noNullPrototype: true });

test("R2: a tally and its field say the same", () => {
  fc.assert(fc.property(tallies, (tally) => assert.deepEqual(decodeTally(encodeTally(tally)), tally)));
});

test("R2: the fields of two subtrees add up to that of both", () => {
  fc.assert(
    fc.property(tallies, tallies, (a, b) => {
      const sum = (part: keyof Tally, kind: "leaf" | "merge" | "root"): number =>
        a[part][kind] + b[part][kind];
      const both = decodeTally(encodeTally(a) + encodeTally(b));
      for (const part of ["committed", "vacant"] as const) {
        for (const kind of ["leaf", "merge", "root"] as const)
          assert.equal(both[part][kind], sum(part, kind));
      }
    }),
  );
});

test("R2: a field of more than 96 bits is refused", () => {
  throwsCode("TRL-PRO-015", () => decodeTally(1n << 96n));
  throwsCode("TRL-PRO-015", () => decodeTally(-1n));
});

test("R2: merged tallies have the committed counts of the best proof, and the most vacant entries of each kind", () => {
  const tally = (committed: number, leaf: number, merge: number, root: number): bigint =>
    encodeTally({ committed: { leaf: committed, merge: 0, root: 0 }, vacant: { leaf, merge, root } });
  assert.equal(mergeTallies(tally(3, 1, 0, 1), tally(5, 0, 2, 0), true), tally(5, 1, 2, 1));
  assert.equal(mergeTallies(tally(3, 1, 0, 1), tally(5, 0, 2, 0), false), tally(3, 1, 2, 1));
  assert.equal(mergeTallies(0n, tally(5, 65_535, 2, 1), true), tally(5, 65_535, 2, 1));
});
