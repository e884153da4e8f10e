import assert from "node:assert/strict";
import { test } from "node:test";
import { proving, published } from "../../testing/proverRole.ts";
import { turn, until } from "../../testing/TestNode.ts";

const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
/** R8, R15: with four seats and proofs of a second, a node is left for five seconds without a claim; all turns are over 4.5 seconds later. */
const CLAIM_TIME = 5;
const ALL_TURNS = 5;

test("R8 a prover leaves other seats' nodes alone while they may still claim them", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  await turn(node, role);
  await turn(node, role, CLAIM_TIME - 1);
  assert.deepEqual(published(node), ["1/0 by 0"]);
  await role.stop();
});

test("R15 a node that nobody claims is proven by another in its turn, by a vote for that very node, then the root", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  await turn(node, role);
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  assert.deepEqual(published(node), ["1/0 by 0", "1/1 by 0"]);
  await turn(node, role);
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  assert.deepEqual(published(node).slice(2), ["0/0 by 0"]);
  const [, rescue] = node.gossip.offered;
  assert.equal(rescue!.seatWords[0]! >> 7, 0, "not as committed");
  assert.deepEqual(
    node.of("proving").map(({ rescue: isRescue }) => isRescue),
    [false, true, true],
  );
  await role.stop();
});

/** When the seats claim: at once, or at the end of the time for it. */
for (const [when, seconds] of [
  ["at once", 0],
  ["late", CLAIM_TIME - 1],
] as const) {
  test(`R15 a seat that claims a node ${when} has twice the time of such a proof from its claim`, async () => {
    const { node, role, bid } = await proving([3], [2, 0, 1]);
    if (seconds > 0) {
      await turn(node, role);
      await turn(node, role, seconds);
    }
    node.claim(bid.known, LEFT, 0);
    node.claim(bid.known, RIGHT, 1);
    await turn(node, role);
    await turn(node, role, 1);
    assert.deepEqual(published(node), []);
    await turn(node, role, 1 + ALL_TURNS);
    assert.deepEqual(published(node).toSorted(), ["1/0 by 3", "1/1 by 3"]);
    await role.stop();
  });
}

test("R15 others prove an unclaimed leaf only after its seat has had twice their own execution time", async () => {
  const { node, role, bid } = await proving([0], [2, 0, 1]);
  bid.known.executionMs = 20_000;
  await turn(node, role);
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  assert.deepEqual(published(node), ["1/0 by 0"]);
  await turn(node, role, 20);
  assert.deepEqual(published(node), ["1/0 by 0", "1/1 by 0"]);
  await role.stop();
});

test("R15 a node without a bound seat is open at once", async () => {
  const { node, role } = await proving([3], [0]);
  await turn(node, role);
  await turn(node, role, ALL_TURNS);
  assert(published(node).length >= 1);
  assert(node.of("proving").every(({ rescue }) => rescue));
  await role.stop();
});

test("P6.6 a rescue ends when the node is proven by another", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  await turn(node, role);
  node.proofs.hold();
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  assert.equal(node.proofs.jobs.length, 2);
  await node.book.take(await node.proofBy(bid.known, LEFT, 0));
  await turn(node, role);
  assert.deepEqual(
    node.of("proving_stopped").map(({ index, reason }) => [index, reason]),
    [[0, "proven by another"]],
  );
  node.proofs.release();
  await until(() => published(node).length === 1);
  assert.deepEqual(published(node), ["1/1 by 3"]);
  await role.stop();
});

test("R6 nobody rescues what costs more than it is expected to bring", async () => {
  // A rescued leaf pays a twelfth of the provers' 5,000 wei, which the block brings with a chance of 0.9.
  for (const [costPerSecond, rescued] of [
    ["370", 2],
    ["380", 0],
  ] as const) {
    const { node, role } = await proving([3], [2, 0, 1], { costPerSecond });
    await turn(node, role);
    await turn(node, role, CLAIM_TIME + ALL_TURNS);
    assert.equal(published(node).length, rescued);
    await role.stop();
  }
});

test("P6.5 a child's unchecked proof that turns out bad is dropped and proven again at once; the good one stays", async () => {
  const { node, role, bid } = await proving([2, 3], [2, 0, 1]);
  node.proofs.defersLeaves = true;
  await node.book.take(await node.proofBy(bid.known, LEFT, 0, false));
  await node.book.take(await node.proofBy(bid.known, RIGHT, 1));
  await turn(node, role);
  assert.equal(node.of("problem")[0]?.code, "TRL-PRV-151");
  assert.equal(bid.known.proofOf(LEFT), undefined);
  assert.equal(bid.known.proofOf(RIGHT)?.message.seat, 1);
  await turn(node, role, ALL_TURNS);
  await turn(node, role);
  assert.equal(published(node).length, 2);
  assert(published(node)[0]!.startsWith("1/0"));
  assert.equal(published(node)[1], "0/0 by 2", "the seat has claimed it");
  await role.stop();
});

test("P6.5 false proofs of three seats delay a block but do not stop it", async () => {
  const { node, role, bid } = await proving([2], [2, 0, 1]);
  node.proofs.defersLeaves = true;
  await node.book.take(await node.proofBy(bid.known, RIGHT, 1));
  const lies = [];
  for (const seat of [0, 1, 3]) lies.push(await node.proofBy(bid.known, LEFT, seat, false));
  for (const lie of lies) await node.book.take(lie);
  for (let i = 0; i < 5; i++) await turn(node, role);
  assert(bid.known.proofsOf(LEFT).every(({ message }) => message.seat === 2));
  await turn(node, role, ALL_TURNS);
  await turn(node, role);
  assert.deepEqual(published(node), ["1/0 by 2", "0/0 by 2"]);
  await role.stop();
});
