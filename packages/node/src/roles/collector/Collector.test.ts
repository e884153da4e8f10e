import assert from "node:assert/strict";
import { test } from "node:test";
import { l1Calls } from "@trellis/l1";
import { DUTY_GAS, type Prices } from "@trellis/strategy";
import { refused } from "../../testing/FakeL1.ts";
import { type Rival, rest, seatSecret, TestNode, turn } from "../../testing/TestNode.ts";
import { Collector } from "./Collector.ts";
import { namingFor } from "./seatGains.ts";

/** Long enough for every node's turn, seconds. */
const TURN = 11;
/** Past the uncle window of FakeL1, seconds. */
const UNCLES = 61;
const FREE: Prices = { gasPrice: 0n, tokenPrice: 10n ** 18n };

function collector(
  node: TestNode,
  seats: readonly number[] = [],
  prices: () => Prices | undefined = () => FREE,
) {
  return new Collector(node.parts, {
    seatSecretKeys: seats.map(seatSecret),
    prices,
    claimAboveBps: 20_000,
  });
}

/** A block of a proposer, proven by the seats 2 (root), 0 and 1, and final. */
async function final(node: TestNode, name = "rival"): Promise<Rival> {
  const bid = await node.acceptedRival([2, 0, 1], [2, 0, 1], { name });
  node.finalise();
  return bid;
}

/** The seats that L1 has as new ones beside a winner. */
function newSeatsOf(node: TestNode, { known }: Rival): number[] {
  return node.chain
    .proven(known.id)!
    .newSeats.flatMap(({ seats }) => seats.seats())
    .sort((a, b) => a - b);
}

/** Rounds in which the third bid loses, proven by seat 3, which is new. */
async function withLoser(node: TestNode): Promise<{ readonly winner: Rival; readonly loser: Rival }> {
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const loser = node.committedRival([3, 3, 3], { name: "third", burnBid: 200n });
  node.toProofWindow();
  for (const bid of [winner, loser]) await node.reveal(bid);
  await node.proveAll(winner.known, [2, 0, 1]);
  await node.proveAll(loser.known, [3, 3, 3]);
  for (const bid of [winner, loser]) node.accept(bid);
  node.finalise();
  assert.equal(node.chain.head.proposalId, winner.known.id);
  return { winner, loser };
}

test("P8.3: the reward is settled by the proposer at once, by a seat's owner in turn, and by nobody who gains nothing", async () => {
  for (const [name, seats, atOnce, later] of [
    ["own", [], 1, 1],
    ["rival", [0], 0, 1],
    ["rival", [3], 0, 0],
    ["rival", [], 0, 0],
  ] as const) {
    const node = await TestNode.started();
    await final(node, name);
    const role = collector(node, seats);
    await turn(node, role);
    assert.equal(node.l1.count("rewards.settle"), atOnce);
    for (let i = 0; i < 3; i++) await turn(node, role, TURN);
    assert.equal(node.l1.count("rewards.settle"), later);
    await role.stop();
  }
});

test("P8.3: nothing is settled before the proof window is over, also of a round that has ended early", async () => {
  const node = await TestNode.started({ name: "own" });
  const role = collector(node, [0, 1, 2]);
  await node.acceptedRival([2, 0, 1], [2, 0, 1], { name: "own" });
  await turn(node, role);
  assert.equal(node.l1.count("rewards.settle"), 0);
  node.finalise();
  await turn(node, role);
  assert.equal(node.l1.count("rewards.settle"), 1);
  await role.stop();
});

test("P8.3: exactly the own seats' nodes are claimed, once, when the uncle window is over", async () => {
  const node = await TestNode.started();
  const bid = await final(node);
  const role = collector(node, [0, 1]);
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("claim"), 0);
  for (let i = 0; i < 4; i++) await turn(node, role, UNCLES);
  assert.deepEqual([...node.l1.claimed].sort(), [`${bid.known.id} 1/0`, `${bid.known.id} 1/1`]);
  assert.equal(node.l1.count("claim"), 2);
  await role.stop();
});

test("M5: pay is claimed from L1's logs alone, by a node that knows nothing of the block", async () => {
  const node = await TestNode.started();
  const bid = await final(node);
  node.l1.settleReward(bid.known.proposal);
  node.pass(UNCLES);
  node.proposals.retain(() => false);
  node.see(node.l1.view(true));
  const role = collector(node, [2]);
  for (let i = 0; i < 3; i++) await turn(node, role, 1);
  assert.deepEqual(node.l1.claimed, [`${bid.known.id} 0/0`]);
  await role.stop();
});

test("M7: nothing is sent that costs more than it brings; pay is gathered until a call is worth twice its gas", async () => {
  const node = await TestNode.started();
  let price = 10n ** 9n;
  const role = collector(node, [0, 1, 2], () => ({ gasPrice: price, tokenPrice: 10n ** 18n }));
  const own = node.committedRival([3], { name: "own", burnBid: 200n });
  const bid = await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  node.finalise();
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund" || action === "settle" || action === "claim"),
    [],
  );
  node.l1.settleReward(bid.known.proposal);
  node.pass(UNCLES);
  // Pay is worth less than twice the gas of a call: nothing. At half of the price it is claimed.
  const pool = node.chain.rewards.settled(bid.known.id)!.pool;
  price = 0n;
  const rootPay = ((pool * 4n) / 6n / 2n) * 2n;
  const dear = { gasPrice: rootPay, tokenPrice: 2n * 10n ** 18n * DUTY_GAS.claim - 1n };
  const cheap = { gasPrice: rootPay, tokenPrice: 2n * 10n ** 18n * DUTY_GAS.claim };
  for (const [prices, claims] of [
    [dear, []],
    [cheap, [`${bid.known.id} 0/0`]],
  ] as const) {
    const claimer = collector(node, [2], () => prices);
    for (let i = 0; i < 3; i++) await turn(node, claimer, 1);
    assert.deepEqual(node.l1.claimed, claims);
    await claimer.stop();
  }
  assert.ok(own.known.id !== bid.known.id);
  await role.stop();
});

test("M7: while no price of gas is known, nothing is begun", async () => {
  const node = await TestNode.started();
  await final(node, "own");
  const role = collector(node, [0], () => undefined);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("rewards.settle"), 0);
  await role.stop();
});

test("R7: the owner of a new seat names its losing block, once the reward is settled, and its pay is claimed", async () => {
  const node = await TestNode.started();
  const { winner, loser } = await withLoser(node);
  const role = collector(node, [3]);
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("nameUncles"), 1);
  node.see();
  assert.deepEqual(newSeatsOf(node, winner), [3]);
  for (let i = 0; i < 3; i++) await turn(node, role, UNCLES);
  assert.deepEqual(node.l1.claimed, [`${winner.known.id} new 3`]);
  assert.ok(loser.known.id !== winner.known.id);
  await role.stop();
});

test("R7: nobody names losing blocks for others, and none are named again", async () => {
  const node = await TestNode.started();
  const { winner } = await withLoser(node);
  const others = collector(node, [0, 1, 2]);
  for (let i = 0; i < 3; i++) await turn(node, others, TURN);
  assert.ok(node.chain.rewards.settled(winner.known.id) !== undefined);
  assert.equal(node.l1.count("nameUncles"), 0);
  const first = collector(node, [3]);
  await turn(node, first);
  await turn(node, first, 1);
  assert.equal(node.l1.count("nameUncles"), 1);
  const again = collector(node, [3]);
  await turn(node, again, TURN);
  assert.equal(node.l1.count("nameUncles"), 1);
  await Promise.all([others, first, again].map((role) => role.stop()));
});

test("R7: a better set is named after a worse one", async () => {
  const node = await TestNode.started({ seats: 6 });
  const winner = node.committedRival([2, 0, 1], { name: "rival", burnBid: 5_000n });
  const losers = [3, 4].map((seat, i) =>
    node.committedRival([seat, seat, seat], { name: `loser ${i}`, burnBid: 200n + BigInt(i) }),
  );
  node.toProofWindow();
  for (const bid of [winner, ...losers]) await node.reveal(bid);
  await node.proveAll(winner.known, [2, 0, 1]);
  for (const [i, { known }] of losers.entries()) await node.proveAll(known, Array(3).fill(3 + i));
  for (const bid of [winner, losers[0]!]) node.accept(bid);
  node.accept(losers[1]!);
  node.finalise();
  node.l1.settleReward(winner.known.proposal);
  node.see();
  const role = collector(node, [4]);
  // The owner of seat 3 goes first. It names its own block alone.
  const own = namingFor(
    node.chain.proven(winner.known.id)!,
    node.chain.records.ofRound(1).slice(0, 2),
    node.l1.settings,
  );
  node.l1.send(
    node.address,
    l1Calls.nameUncles(
      node.l1.addresses,
      node.chain.proven(winner.known.id)!,
      own.map(({ uncle }) => uncle),
    ),
  );
  for (let i = 0; i < 2; i++) await turn(node, role, TURN);
  node.see();
  assert.deepEqual(newSeatsOf(node, winner), [3, 4]);
  await role.stop();
});

test("R9: only this account's losing bids are refunded, by naming the winner", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const own = node.committedRival([0], { name: "own", burnBid: 200n });
  node.committedRival([1], { name: "third" });
  node.toProofWindow();
  await node.reveal(winner);
  await node.proveAll(winner.known, [2, 0, 1]);
  node.accept(winner);
  const role = collector(node);
  await turn(node, role);
  assert.equal(node.l1.count("refund"), 0);
  node.finalise();
  node.l1.failures.set("refund", [new Error("L1 does not answer")]);
  await turn(node, role);
  for (let i = 0; i < 3; i++) await turn(node, role, 300);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId),
    [own.known.id, own.known.id],
  );
  assert.deepEqual(node.chain.refundable(node.address), []);
  await role.stop();
});

test("R9: after a restart a bid comes back, also to a node that was down; of the leader nothing is left to refund", async () => {
  const node = await TestNode.started();
  const own = node.committedRival([0], { name: "own" });
  node.committedRival([0], { name: "leader", burnBid: 900n });
  node.toEnd();
  node.l1.finalize();
  node.proposals.retain(() => false);
  node.see(node.l1.view(true));
  const role = collector(node);
  await turn(node, role);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId),
    [own.known.id],
  );
  await role.stop();
});

test("calls that vanish from L1 are sent again; those that stay are not", async () => {
  const node = await TestNode.started();
  const own = node.committedRival([3], { name: "own", burnBid: 200n });
  await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  const beforeEnd = node.l1.remember();
  const role = collector(node, [0]);
  const counts = () => ["refund", "rewards.settle", "claim"].map((name) => node.l1.count(name));
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await turn(node, role, UNCLES);
  };
  node.finalise();
  await settle();
  assert.deepEqual(counts(), [1, 1, 1]);
  // L1 is read again and has all the calls.
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1, 1]);
  beforeEnd();
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1, 1], "nothing is owed while the round runs");
  node.l1.finalize();
  node.see();
  await settle();
  assert.deepEqual(counts(), [2, 2, 2]);
  assert.ok(!node.chain.refundable(node.address).some(({ escrow }) => escrow.proposalId === own.known.id));
  await role.stop();
});

test("a claim that fails is tried again later", async () => {
  const node = await TestNode.started();
  const bid = await final(node);
  node.l1.settleReward(bid.known.proposal);
  node.pass(UNCLES);
  const role = collector(node, [0]);
  node.l1.failures.set("claim", [new Error("L1 does not answer"), refused("NotSettled")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.l1.count("claim"), 1);
  for (let i = 0; i < 3; i++) await turn(node, role, 300);
  assert.equal(node.l1.count("claim"), 3);
  assert.equal(node.l1.claimed.length, 1);
  await role.stop();
});

test("R4: pay belongs to the owner of the seat in the block's round", async () => {
  const node = await TestNode.started();
  const bid = await final(node);
  node.l1.settleReward(bid.known.proposal);
  node.pass(UNCLES);
  // A node whose key is in no seat of the round.
  const role = collector(node, [5]);
  for (let i = 0; i < 3; i++) await turn(node, role, 1);
  assert.equal(node.l1.count("claim"), 0);
  await role.stop();
});

test("a stopped collector starts nothing", async () => {
  const node = await TestNode.started();
  await final(node, "own");
  const role = collector(node, [0]);
  await role.stop();
  await turn(node, role, TURN);
  await rest();
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => ["settle", "claim", "refund"].includes(action)),
    [],
  );
});
