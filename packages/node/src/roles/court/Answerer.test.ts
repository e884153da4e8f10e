import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt } from "@trellis/protocol";
import { DUTY_GAS, type Prices } from "@trellis/strategy";
import { openStores } from "../../disk/openStores.ts";
import { DOMAIN, turn } from "../../testing/TestNode.ts";
import { CONTEST, caseOf, court, LEFT, NAMED, REPORT, report, runs, TURN } from "../../testing/testCourt.ts";
import { Answerer } from "./Answerer.ts";

test("M1: an honest seat that was left out of the block's proof answers with its leaf and loses nothing", async (t) => {
  const it = await court(t);
  const { node, bid, stores } = it;
  node.claim(bid.known, LEFT, 0);
  const role = it.answerer([0]);
  node.accept(bid);
  await turn(node, role);
  const made = node.proofs.jobs.length;
  assert.equal(node.of("answering").length, 0, "a better proof may still show it");
  node.finalise();
  await runs(node, role, () => stores.answers.all().length === 1);
  assert.equal(node.proofs.jobs.length, made + 1);
  node.l1.settleReward(bid.known.proposal);
  await turn(node, role);
  assert.equal(node.l1.count("answer"), 0, "nobody has reported it");
  report(it, LEFT, 0);
  await turn(node, role);
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("answer"), 1);
  assert.equal(caseOf(it, 0), "");
  const settler = it.settler([0]);
  await turn(node, settler, REPORT + CONTEST);
  assert.equal(caseOf(it, 0), "settled 0");
  assert.deepEqual(
    node.of("answered").map(({ seat, kind }) => [seat, kind]),
    [[0, "leaf"]],
  );
  await Promise.all([role, settler].map((one) => one.stop()));
});

test("M1: merges and roots are answered too, with states that lead to the block's root", async (t) => {
  for (const [number, provers] of [
    [1, [2, 3, 1, 4, 5, 6, 7]],
    [0, [3, 0, 1, 4, 5, 6, 7]],
    [5, [2, 0, 1, 4, 5, 3, 7]],
  ] as const) {
    const it = await court(t, provers, 2);
    const { node, bid, stores } = it;
    const seat = [2, 0, 1, 4, 5, 6, 7][number]!;
    node.claim(bid.known, nodeAt(number), seat);
    const role = it.answerer([seat]);
    node.accept(bid);
    await turn(node, role);
    node.finalise();
    node.l1.settleReward(bid.known.proposal);
    await runs(node, role, () => stores.answers.all().length === 1);
    report(it, nodeAt(number), seat);
    await turn(node, role);
    assert.equal(caseOf(it, seat), "", `node ${number}`);
    await role.stop();
  }
});

test("M1: an answer outlasts the process: a node that starts again gives it", async (t) => {
  const it = await court(t);
  const { node, bid, folder, stores } = it;
  node.claim(bid.known, LEFT, 0);
  const role = it.answerer([0]);
  node.accept(bid);
  await turn(node, role);
  node.finalise();
  await runs(node, role, () => stores.answers.all().length === 1);
  await role.stop();
  node.l1.settleReward(bid.known.proposal);
  node.see();
  report(it, LEFT, 0);
  node.proposals.retain(() => false);
  const { answers } = await openStores(folder, DOMAIN);
  const again = new Answerer(node.parts, { ...it.settings([0]), book: node.book, answers });
  await turn(node, again);
  assert.equal(caseOf(it, 0), "");
  // Nobody can ask for it any more.
  node.pass(REPORT + CONTEST + 1);
  await runs(node, again, () => answers.all().length === 0);
  await again.stop();
});

test("R8: no answer is made for a node that a kept proof shows, that was not claimed, or of a block that lost", async (t) => {
  for (const [provers, isClaimed] of [
    [NAMED, true],
    [[2, 3, 1], false],
  ] as const) {
    const it = await court(t, provers);
    const { node, bid, stores } = it;
    if (isClaimed) node.claim(bid.known, LEFT, 0);
    const role = it.answerer([0]);
    node.accept(bid);
    await turn(node, role);
    node.finalise();
    for (let i = 0; i < 3; i++) await turn(node, role, 1);
    assert.equal(node.of("answering").length, 0);
    assert.deepEqual(stores.answers.all(), []);
    await role.stop();
  }
});

test("M7: an answer that costs more than its penalty is not sent", async (t) => {
  const it = await court(t);
  const { node, bid, stores } = it;
  node.claim(bid.known, LEFT, 0);
  const maker = it.answerer([0]);
  node.accept(bid);
  await turn(node, maker);
  node.finalise();
  node.l1.settleReward(bid.known.proposal);
  await runs(node, maker, () => stores.answers.all().length === 1);
  await maker.stop();
  report(it, LEFT, 0);
  const pool = node.chain.rewards.settled(bid.known.id)!.pool;
  const penalty = 2n * (pool / 6n) + 1_000n;
  const at = (gasPrice: bigint): Prices => ({ gasPrice, tokenPrice: DUTY_GAS.answer * 10n ** 18n });
  const dear = it.answerer([0], at(penalty + 1n));
  await turn(node, dear);
  assert.equal(node.l1.count("answer"), 0);
  const cheap = it.answerer([0], at(penalty - 1n));
  await turn(node, cheap);
  assert.equal(node.l1.count("answer"), 1);
  await Promise.all([dear, cheap].map((one) => one.stop()));
});

test("R8: a proof that fails is made again after a pause", async (t) => {
  const it = await court(t);
  const { node, bid, stores } = it;
  node.claim(bid.known, LEFT, 0);
  const role = it.answerer([0]);
  node.accept(bid);
  await turn(node, role);
  node.proofs.failures.push(new Error("no memory"));
  node.finalise();
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.of("answering").length, 1);
  node.pass(2);
  await runs(node, role, () => stores.answers.all().length === 1);
  assert.equal(node.of("answering").length, 2);
  await role.stop();
});
