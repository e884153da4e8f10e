import assert from "node:assert/strict";
import { test } from "node:test";
import { rankByScore } from "./rankByScore.ts";

test("P5.3, P7.2: the highest score comes first; among equal scores, the earlier", () => {
  const rows = [
    { id: "a", score: 5n },
    { id: "b", score: 2n ** 255n },
    { id: "c", score: 5n },
    { id: "d", score: 2n ** 255n - 1n },
  ];
  const before = [...rows];
  assert.deepEqual(
    rankByScore(rows).map(({ id }) => id),
    ["b", "d", "a", "c"],
  );
  assert.deepEqual(rows, before, "the rows stay in the order in which L1 took them");
});
