import assert from "node:assert/strict";
import { test } from "node:test";
import { type Contribution, nodeAt, ProverBitmap, type TranscriptEntry } from "@trellis/protocol";
import fc from "fast-check";
import {
  addConduct,
  fadeConduct,
  judgeBitmaps,
  judgeTranscript,
  MAX_CONDUCT,
  NO_CONDUCT,
  reliability,
  type SeatConduct,
} from "./seatConduct.ts";

const ANY = { depth: 0, index: 0, slot: 0 };
const entry = (number: number, seat: number): TranscriptEntry => ({
  node: nodeAt(number),
  seat,
  vote: ANY,
  signature: new Uint8Array(64),
});
const contribution = (number: number, seat: number | null): Contribution => ({
  node: nodeAt(number),
  seat,
  vote: ANY,
});

test("P5.1 a named node is delivered, late or missing", () => {
  const entries = [entry(0, 7), entry(1, 7), entry(2, 8), entry(3, 9), entry(4, 9)];
  const contributions = [
    contribution(0, 7),
    contribution(1, 5),
    contribution(2, null),
    contribution(3, 9),
    contribution(4, 5),
    contribution(5, 6),
  ];
  const conducts = judgeTranscript(entries, contributions, (node, seat) => seat === 9 && node.depth === 2);
  assert.deepEqual(
    [...conducts],
    [
      [7, { delivered: 1, late: 0, missing: 1 }],
      [8, { delivered: 0, late: 0, missing: 1 }],
      [9, { delivered: 1, late: 1, missing: 0 }],
    ],
  );
});

test("P5.1 from L1 alone a named seat counts in the proof or is missing; a seat that was not named is not judged", () => {
  const conducts = judgeBitmaps(ProverBitmap.of([1, 2, 2_047]), ProverBitmap.of([2, 3, 2_047]));
  assert.deepEqual(
    [...conducts],
    [
      [1, { ...NO_CONDUCT, missing: 1 }],
      [2, { ...NO_CONDUCT, delivered: 1 }],
      [2_047, { ...NO_CONDUCT, delivered: 1 }],
    ],
  );
});

const count = fc.double({ min: 0, max: 5_000, noNaN: true });
const conduct: fc.Arbitrary<SeatConduct> = fc.record({ delivered: count, late: count, missing: count });

test("P5.1 reliability is a probability: delivering raises it, missing lowers it, and being late is in between", () => {
  fc.assert(
    fc.property(conduct, (known) => {
      const now = reliability(known);
      assert.ok(now >= 0 && now <= 1);
      const with1 = (change: Partial<SeatConduct>): number => reliability({ ...known, ...change });
      const [good, late, bad] = [
        with1({ delivered: known.delivered + 1 }),
        with1({ late: known.late + 1 }),
        with1({ missing: known.missing + 1 }),
      ];
      assert.ok(good > late && late > bad);
      assert.ok(good >= now && bad <= now);
    }),
  );
  const unknown = reliability(NO_CONDUCT);
  assert.ok(reliability({ ...NO_CONDUCT, delivered: 10 }) > unknown);
  assert.ok(reliability({ ...NO_CONDUCT, missing: 2 }) < unknown);
  assert.ok(reliability({ ...NO_CONDUCT, missing: MAX_CONDUCT }) < 0.01);
});

test("the record of a seat stays bounded and fades to nothing", () => {
  fc.assert(
    fc.property(conduct, conduct, (one, other) => {
      const { delivered, late, missing } = addConduct(one, other);
      assert.ok(delivered + late + missing <= MAX_CONDUCT * 1.0001);
    }),
  );
  let known: SeatConduct | undefined = { ...NO_CONDUCT, missing: 100 };
  const before = reliability(known);
  let heights = 0;
  for (; known !== undefined; heights++) {
    const faded = fadeConduct(known);
    assert.ok(reliability(faded ?? NO_CONDUCT) > reliability(known));
    known = faded;
  }
  assert.ok(before < 0.02);
  assert.ok(heights > 50 && heights < 400, `${heights} heights`);
  assert.equal(fadeConduct(NO_CONDUCT), undefined);
});
