import assert from "node:assert/strict";
import { test } from "node:test";
import { reliability } from "../../assigning/seatConduct.ts";
import { type JudgedNode, judgeEntries } from "./judgeEntries.ts";

const node = (fields: Partial<JudgedNode>): JudgedNode => ({
  seat: 1,
  isClaimed: true,
  isKept: false,
  isProven: false,
  ...fields,
});

test("P5.1: a seat has delivered what L1 keeps, was late with what only gossip has seen, and missed the rest of its claims", () => {
  const conducts = judgeEntries([
    node({ isKept: true }),
    node({ isKept: true, isProven: true, isClaimed: false }),
    node({ isProven: true }),
    node({}),
    node({ seat: 2 }),
  ]);
  assert.deepEqual(conducts.get(1), { delivered: 2, late: 1, missing: 1 });
  assert.deepEqual(conducts.get(2), { delivered: 0, late: 0, missing: 1 });
  assert.ok(reliability(conducts.get(1)!) > reliability(conducts.get(2)!));
});

test("R8: a seat that said in time that it would not prove a node has missed nothing", () => {
  assert.equal(judgeEntries([node({ isClaimed: false })]).size, 0);
});
