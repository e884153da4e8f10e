import assert from "node:assert/strict";
import { test } from "node:test";
import { madeUpContest } from "../testing/madeUpContest.ts";
import { contestSchema } from "./contestSchema.ts";

test("a contest survives JSON unchanged", () => {
  const contest = madeUpContest();
  assert.deepEqual(contestSchema.parse(JSON.parse(JSON.stringify(contest))), contest);
});

test("a proof's length is bounded in both directions; every wrong field is named", () => {
  const contest = madeUpContest();
  for (const proof of ["0x", "0xa", `0x${"ab".repeat(20_001)}`] as const) {
    const { error } = contestSchema.safeParse({ ...contest, node: { ...contest.node, proof } });
    assert.deepEqual(
      error?.issues.map(({ path }) => path.join(".")),
      ["node.proof"],
    );
  }
  const wrong = { ...contest, proposalId: "0x1", node: { ...contest.node, fees: 6 }, seat: 7 };
  const { error } = contestSchema.safeParse(wrong);
  assert.deepEqual(
    error?.issues.map(({ path }) => path.join(".")),
    ["proposalId", "node.fees", ""],
  );
});
