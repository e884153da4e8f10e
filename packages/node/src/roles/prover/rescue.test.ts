import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, type NodeProof, noticeOf } from "@trellis/protocol";
import { proving, published } from "../../testing/proverRole.ts";
import { type Rival, turn, until } from "../../testing/TestNode.ts";

/** Peers tell of these proofs. */
function tell({ known }: Rival, ...proofs: NodeProof[]): void {
  known.addNotices({ proposalId: fromHex(known.id), notices: proofs.map(noticeOf) });
}

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
  await turn(node, role);
  await turn(node, role);
  assert.deepEqual(published(node), ["1/0 by 2", "0/0 by 2"], "nobody else knows, so it waits for no turn");
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

test("P6.5 a prover fetches the proofs below its own node, claims it and proves it; it fetches no others", async () => {
  const { node, role, bid } = await proving([2], [2, 0, 1]);
  const proofs = [await node.proofBy(bid.known, LEFT, 0), await node.proofBy(bid.known, RIGHT, 1)];
  tell(bid, ...proofs);
  node.gossip.proofsOfPeers.push(...proofs);
  await turn(node, role);
  await turn(node, role);
  assert.deepEqual(published(node, "start_claims"), ["0/0 by 2"]);
  assert.deepEqual(published(node), ["0/0 by 2"]);
  assert.deepEqual(
    node.gossip.offered.map(({ seat }) => seat),
    [2],
    "peers can have what was made here",
  );
  const other = await proving([3], [2, 0, 1]);
  tell(other.bid, await other.node.proofBy(other.bid.known, LEFT, 0));
  await turn(other.node, other.role);
  await turn(other.node, other.role, CLAIM_TIME - 1);
  assert.deepEqual(other.node.gossip.asked, []);
  await Promise.all([role, other.role].map((one) => one.stop()));
});

test("R15 nobody steps in for a bound seat that tells of its proof", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  tell(bid, await node.proofBy(bid.known, LEFT, 0));
  await turn(node, role);
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  assert.deepEqual(published(node), ["1/1 by 3"]);
  assert.deepEqual(node.gossip.asked, []);
  await role.stop();
});

test("R15 who needs a proof that its bound seat tells of and does not give, proves the node at once, then its own", async () => {
  const { node, role, bid } = await proving([2], [2, 0, 1]);
  const right = await node.proofBy(bid.known, RIGHT, 1);
  tell(bid, await node.proofBy(bid.known, LEFT, 0), right);
  node.gossip.proofsOfPeers.push(right);
  for (let i = 0; i < 3; i++) await turn(node, role);
  assert.deepEqual(published(node), ["1/0 by 2", "0/0 by 2"]);
  await role.stop();
});

for (const isGiven of [true, false]) {
  test(`R15 who steps in looks at the proof of another that stepped in, and proves the node only if it ${isGiven ? "is bad" : "does not come"}`, async () => {
    for (const isTrue of [true, false]) {
      const { node, role, bid } = await proving([3], [2, 0, 1]);
      const rescue = await node.proofBy(bid.known, LEFT, 2, isTrue);
      tell(bid, rescue);
      if (isGiven) node.gossip.proofsOfPeers.push(rescue);
      await turn(node, role);
      assert.deepEqual(node.gossip.asked, []);
      await turn(node, role, CLAIM_TIME + ALL_TURNS);
      await turn(node, role);
      assert.equal(node.gossip.asked.length, 1);
      const expected = isGiven && isTrue ? ["1/1 by 3"] : ["1/0 by 3", "1/1 by 3"];
      assert.deepEqual(published(node).toSorted(), expected);
      await role.stop();
    }
  });
}

test("R15 a node counts as proven for those above it as soon as a seat tells of its proof; then nobody waits any longer for a silent root", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  const proofs = [await node.proofBy(bid.known, LEFT, 0), await node.proofBy(bid.known, RIGHT, 1)];
  tell(bid, ...proofs);
  node.gossip.proofsOfPeers.push(...proofs);
  await turn(node, role);
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  await turn(node, role);
  assert.deepEqual(published(node), ["0/0 by 3"]);
  assert.equal(node.gossip.asked.length, 2);
  await role.stop();
});

test("R15 a node that was stopped fetches its own proof of a claimed node, and does not prove it again", async () => {
  const { node, role, bid } = await proving([0], [2, 0, 1]);
  const own = await node.proofBy(bid.known, LEFT, 0);
  node.claim(bid.known, LEFT, 0);
  tell(bid, own);
  node.gossip.proofsOfPeers.push(own);
  await turn(node, role);
  await turn(node, role, 1);
  assert.deepEqual(bid.known.proofOf(LEFT)?.message, own);
  assert.equal(node.proofs.jobs.length, 0);
  await role.stop();
});

test("R15 a rescue ends when the node's own seat claims it, or tells of its proof, soon after; later only when the proof is here", async () => {
  for (const [hear, seconds, reasons] of [
    ["claim", 0.25, ["left to its own seat"]],
    ["claim", 0.75, []],
    ["notice", 0.25, ["left to its own seat"]],
    ["notice", 0.75, []],
    ["proof", 0.75, ["proven by another"]],
  ] as const) {
    const { node, role, bid } = await proving([3], [2, 0, 1]);
    await turn(node, role);
    node.proofs.hold();
    await turn(node, role, CLAIM_TIME + ALL_TURNS);
    assert.deepEqual(node.of("proving_stopped"), []);
    const own = await node.proofBy(bid.known, LEFT, 0);
    await turn(node, role, seconds);
    if (hear === "claim") node.claim(bid.known, LEFT, 0);
    else tell(bid, own);
    if (hear === "proof") node.gossip.proofsOfPeers.push(own);
    for (let i = 0; i < 3; i++) await turn(node, role);
    assert.deepEqual(
      node.of("proving_stopped").map(({ reason }) => reason),
      reasons,
      `${hear} after ${seconds} s`,
    );
    node.proofs.release();
    await role.stop();
  }
});

test("R15 whose turn it is waits eight seconds for proofs that do not come, whoever goes on telling of more", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  const answers: (() => void)[] = [];
  node.gossip.fetchProof = () => new Promise((resolve) => answers.push(() => resolve(undefined)));
  await turn(node, role);
  tell(bid, await node.proofBy(bid.known, LEFT, 2));
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  tell(bid, await node.proofBy(bid.known, LEFT, 1));
  await turn(node, role, 7);
  assert.deepEqual(published(node), ["1/1 by 3"]);
  await turn(node, role, 1);
  assert.deepEqual(published(node), ["1/1 by 3", "1/0 by 3"]);
  for (const answer of answers) answer();
  await role.stop();
});

test("R15 a root's bound seat that tells of a proof and gives none is replaced in turn like a silent one", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  const root = { depth: 0, index: 0 };
  for (const [at, seat] of [
    [LEFT, 0],
    [RIGHT, 1],
  ] as const)
    await node.book.take(await node.proofBy(bid.known, at, seat));
  tell(bid, await node.proofBy(bid.known, root, 2));
  await turn(node, role);
  await turn(node, role, CLAIM_TIME + ALL_TURNS);
  await turn(node, role);
  assert.deepEqual(published(node), ["0/0 by 3"]);
  await role.stop();
});
