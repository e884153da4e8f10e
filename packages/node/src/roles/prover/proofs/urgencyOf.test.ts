import assert from "node:assert/strict";
import { test } from "node:test";
import { urgencyOf } from "./urgencyOf.ts";

test("R8 a fleet proves first what own seats have claimed, and last what they rescue", () => {
  const task = { isClaimed: false, isOnPath: false, isNamed: false };
  const values = [
    task,
    { ...task, isNamed: true },
    { ...task, isOnPath: true, isNamed: true },
    { ...task, isClaimed: true, isNamed: true },
  ].map((one) => urgencyOf(one, 1_800_000_000n));
  assert.deepEqual(
    values.map(({ value }) => value),
    [0, 1, 2, 3],
  );
  assert.equal(values[0]!.deadline, 1_800_000_000);
});
