import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, type ProofNotice } from "@trellis/protocol";
import fc from "fast-check";
import { SeenNotices } from "./SeenNotices.ts";

const LIMITS = { noticesPerNode: 2, rescuesPerSeat: 3 };
/** Whom the transcript binds to the nodes 0 to 4. */
const BOUND = [0, 1, 2, 0, null];
const ALL = BOUND.flatMap((_, number) =>
  [0, 1, 2, 3, 4, 5].flatMap((seat) =>
    [1, 2, 3].map(
      (fill): ProofNotice => ({
        node: nodeAt(number),
        seat,
        seatWordsHash: new Uint8Array(32),
        proofHash: new Uint8Array(32).fill(fill),
        signature: new Uint8Array(64).fill(seat),
      }),
    ),
  ),
);

test("in whatever order notices come, each seat is heard of the nodes that it is bound to, and others within the limits", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ALL.map((_, n) => n)), (order) => {
      const seen = new SeenNotices();
      const taken = new Map<string, number>();
      for (const n of order) {
        const notice = ALL[n]!;
        const number = Math.floor(n / 18);
        const bound = BOUND[number]!;
        const key = `${number}/${notice.seat}`;
        assert.ok(!seen.has(notice));
        if (seen.excess(notice, bound, LIMITS) !== undefined) {
          if (notice.seat === bound) assert.equal(taken.get(key), 2);
          continue;
        }
        seen.note(notice, bound);
        assert.ok(seen.has(notice));
        taken.set(key, (taken.get(key) ?? 0) + 1);
      }
      assert.ok([...taken.values()].every((count) => count <= 2));
      const others = [...taken.keys()]
        .map((key) => key.split("/").map(Number) as [number, number])
        .filter(([number, seat]) => BOUND[number] !== seat);
      for (const [, ofNode] of Map.groupBy(others, ([number]) => number))
        assert.ok(ofNode.length <= LIMITS.noticesPerNode);
      for (const [, ofSeat] of Map.groupBy(others, ([, seat]) => seat))
        assert.ok(ofSeat.length <= LIMITS.rescuesPerSeat);
    }),
  );
});
