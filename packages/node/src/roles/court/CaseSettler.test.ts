import assert from "node:assert/strict";
import { test } from "node:test";
import { turn } from "../../testing/TestNode.ts";
import { CONTEST, caseOf, court, finish, LEFT, REPORT, report, TURN } from "../../testing/testCourt.ts";

test("R8: the reporter that gets the bounty settles the case after its contest window; nobody else does", async (t) => {
  const it = await court(t);
  const { node, bid } = it;
  node.claim(bid.known, LEFT, 0);
  finish(it);
  const reporter = it.reporter();
  for (let i = 0; i < 3; i++) await turn(node, reporter, TURN);
  assert.equal(caseOf(it, 0), "1");
  const [accused, own] = [it.settler([0]), it.settler()];
  await turn(node, own, REPORT + CONTEST - 3 * TURN);
  assert.equal(node.l1.count("court.settle"), 0);
  await turn(node, accused, 2);
  assert.equal(node.l1.count("court.settle"), 1, "its own report");
  await turn(node, own, 1);
  await turn(node, own, 1);
  assert.equal(node.l1.count("court.settle"), 1);
  const pool = node.chain.rewards.settled(bid.known.id)!.pool;
  assert.equal(caseOf(it, 0), `settled ${2n * (pool / 6n) + 1_000n}`);
  await Promise.all([reporter, accused, own].map((one) => one.stop()));
});

test("R8: a case that strangers reported is left to them", async (t) => {
  const it = await court(t);
  const { node, bid } = it;
  node.claim(bid.known, LEFT, 0);
  finish(it);
  report(it, LEFT, 0);
  const role = it.settler([3]);
  await turn(node, role, REPORT + CONTEST + 1);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("court.settle"), 0);
  await role.stop();
});
