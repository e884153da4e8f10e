import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, noticeOf } from "@trellis/protocol";
import { refused } from "../../testing/FakeL1.ts";
import {
  type Rival,
  rest,
  seatSecret,
  TestNode,
  type TestNodeOptions,
  turn,
  until,
} from "../../testing/TestNode.ts";
import { Submitter } from "./Submitter.ts";

const ROOT = { depth: 0, index: 0 };

/** Long enough for every node's turn. */
const TURN = 11;

/** A committed bid with all its proofs. */
async function proven(
  { name = "rival", seats = [0, 1] as readonly number[] } = {},
  provers: readonly number[] = [2, 0, 1],
  options: TestNodeOptions = {},
): Promise<{ node: TestNode; role: Submitter; bid: Rival }> {
  const node = await TestNode.started(options);
  const bid = node.committedRival([2, 0, 1], { name });
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, provers);
  const role = new Submitter(node.parts, node.book, seats.map(seatSecret));
  return { node, role, bid };
}

test("P1.4 the proof of this node's own block is submitted at once, and only once", async () => {
  const { node, role, bid } = await proven({ name: "own" });
  role.update();
  role.update();
  await until(() => node.l1.count("submitProof") === 1);
  for (let i = 0; i < 4; i++) {
    // The view lags behind what is mined.
    node.time += 2_000;
    role.update();
    await rest();
  }
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 1);
  assert.deepEqual(
    node.of("l1_transaction").map(({ action, proposalId }) => [action, proposalId]),
    [["submitProof", bid.known.id]],
  );
  assert.equal(node.chain.view.status.best, bid.known.id);
  await role.stop();
});

test("P1.4 the proof of another's block is submitted after its proposer had time to do so", async () => {
  const { node, role } = await proven();
  await turn(node, role);
  await turn(node, role, 3);
  assert.equal(node.l1.count("submitProof"), 0);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P1.4 a proof that another has submitted meanwhile is not submitted again", async () => {
  const { node, role } = await proven();
  const other = new Submitter(node.parts, node.book, []);
  await turn(node, role);
  await turn(node, other);
  await turn(node, other, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await Promise.all([role.stop(), other.stop()]);
});

test("P3.2 in a short window others wait only a short time", async () => {
  const { node, role } = await proven({}, [2, 0, 1], { settings: { proofWindow: 12 } });
  await turn(node, role);
  assert.equal(node.l1.count("submitProof"), 0);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("M1 shortly before the window ends nobody waits for others", async () => {
  const { node, role } = await proven();
  node.pass(Number(node.chain.running.windows!.proofEnd! - node.chain.now) - 5);
  await turn(node, role);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P7.1 a failed submission is tried again, later each time", async () => {
  const { node, role } = await proven({ name: "own" });
  node.l1.failures.set("submitProof", [new Error("L1 does not answer"), new Error("again")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.l1.count("submitProof"), 1);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 2);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 2);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 3);
  assert.equal(node.l1.status.best, node.proposals.all()[0]!.id);
  await role.stop();
});

test("P7.1 a proof that L1 calls invalid is dropped; another is submitted in its place", async () => {
  const { node, role, bid } = await proven({ name: "own" });
  node.l1.failures.set("submitProof", [refused("InvalidProof")]);
  await turn(node, role);
  assert.equal(bid.known.proofsOf(ROOT).length, 0);
  await turn(node, role, 20);
  assert.equal(node.l1.count("submitProof"), 1);
  await node.book.take(await node.proofBy(bid.known, ROOT, 3));
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 2);
  await role.stop();
});

test("P6.5 a block proof that a peer tells of is fetched and submitted", async () => {
  const { node, role, bid } = await proven({ name: "own" }, [3, 0, 1]);
  await turn(node, role);
  const better = await node.proofBy(bid.known, ROOT, 2);
  bid.known.addNotices({ proposalId: fromHex(bid.known.id), notices: [noticeOf(better)] });
  node.gossip.proofsOfPeers.push(better);
  await turn(node, role, 1);
  await turn(node, role, 20);
  node.see();
  assert.equal(node.chain.view.ranking[0]!.provers, 3);
  await role.stop();
});

test("R2 of several proofs the one with most committed seats is submitted, also if L1 has one with fewer", async () => {
  const { node, role, bid } = await proven({ name: "own" }, [3, 0, 1]);
  await turn(node, role);
  node.see();
  assert.equal(node.chain.view.ranking[0]!.provers, 2);
  await node.book.take(await node.proofBy(bid.known, ROOT, 2));
  await turn(node, role, 1);
  node.see();
  assert.equal(node.chain.view.ranking[0]!.provers, 3);
  await turn(node, role, 20);
  assert.equal(node.l1.count("submitProof"), 2);
  await role.stop();
});

test("R2, M1 a proof that shows a node which L1 has not seen pays its seat, although it is no better", async () => {
  for (const [seats, submissions] of [
    [[2], 2],
    [[1], 1],
  ] as const) {
    const node = await TestNode.started();
    const bid = node.committedRival([2, 0, 1]);
    node.toProofWindow();
    await node.reveal(bid);
    // First without the left leaf's seat, then with it and without the root's.
    for (const [number, seat] of [
      [2, 1],
      [1, 3],
    ] as const) {
      await node.book.take(await node.proofBy(bid.known, { depth: 1, index: number - 1 }, seat));
    }
    await node.book.take(await node.proofBy(bid.known, ROOT, 3));
    const role = new Submitter(node.parts, node.book, seats.map(seatSecret));
    await turn(node, role);
    await turn(node, role, TURN);
    node.see();
    await node.book.take(await node.proofBy(bid.known, ROOT, 2));
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("submitProof"), submissions);
    await role.stop();
  }
});

test("R1 transactions that are on L1 already are only named by the proof", async (t) => {
  const { node, role, bid } = await proven({ name: "own" });
  const { data } = bid.known.execution!;
  node.l1.publishData(data);
  const sent: number[] = [];
  const { submitProof } = node.l1.world.rollup;
  t.mock.method(
    node.l1.world.rollup,
    "submitProof",
    function (this: unknown, ...args: Parameters<typeof submitProof>) {
      sent.push(args[1].data.length);
      return submitProof.apply(node.l1.world.rollup, args);
    },
  );
  await turn(node, role);
  assert.deepEqual(sent, [0]);
  assert.equal(node.l1.count("publishData"), 1);
  assert.equal(node.l1.status.best, bid.known.id);
  await role.stop();
});

test("P7.2 a block that cannot lead is not submitted: it would only cost gas", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1]);
  const behind = node.committedRival([2, 0, 1], { name: "behind", burnBid: 500n });
  node.toProofWindow();
  for (const bid of [winner, behind]) {
    await node.reveal(bid);
    await node.proveAll(bid.known, [2, 0, 1]);
  }
  const role = new Submitter(node.parts, node.book, []);
  await turn(node, role);
  await turn(node, role, TURN);
  await turn(node, role, TURN);
  // At equal scores the earlier proof wins.
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P3.3 the round is finalised once: at once by the winner, later by others", async () => {
  for (const name of ["own", "rival"]) {
    const { node, role } = await proven({ name });
    await turn(node, role);
    await turn(node, role, TURN);
    node.toEnd();
    await turn(node, role);
    assert.equal(node.l1.count("finalize"), name === "own" ? 1 : 0);
    await turn(node, role, TURN);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("finalize"), 1);
    assert.equal(node.l1.status.running.round.height, 2);
    await role.stop();
  }
});

test("P3.3 finalising that fails is tried again", async () => {
  const { node, role } = await proven({ name: "own" });
  await turn(node, role);
  node.l1.failures.set("finalize", [refused("RoundStillOpen")]);
  node.toEnd();
  await turn(node, role);
  assert.equal(node.l1.status.running.round.height, 1);
  await turn(node, role, 1);
  assert.equal(node.l1.status.running.round.height, 2);
  await role.stop();
});

test("P3.3 a round without commitments is ended when its proposal window is over", async () => {
  const node = await TestNode.started();
  const role = new Submitter(node.parts, node.book, []);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("finalize"), 0);
  node.toProofWindow();
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("finalize"), 1);
  assert.equal(node.l1.status.running.round.number, 1);
  await role.stop();
});

test("R16 a decided round ends at once: for everybody if all committed seats are proven, else for its proposer", async () => {
  for (const [name, provers, isEnded] of [
    ["rival", [2, 0, 1], true],
    ["rival", [3, 0, 1], false],
    ["own", [3, 0, 1], true],
  ] as const) {
    const { node, role } = await proven({ name }, provers, { settings: { earlyEnd: true } });
    await turn(node, role);
    await turn(node, role, TURN);
    await turn(node, role, TURN);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("finalize"), isEnded ? 1 : 0);
    assert.equal(node.l1.status.running.round.height, isEnded ? 2 : 1);
    await role.stop();
  }
});

test("R16 while another commitment could still win, the round does not end early", async () => {
  const node = await TestNode.started({ settings: { earlyEnd: true } });
  const bid = node.committedRival([2, 0, 1], { name: "own" });
  node.committedRival([2, 0, 1], { name: "silent leader", burnBid: 900n });
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, [2, 0, 1]);
  const role = new Submitter(node.parts, node.book, []);
  for (let i = 0; i < 4; i++) await turn(node, role, TURN);
  assert.deepEqual([node.l1.count("submitProof"), node.l1.count("finalize")], [1, 0]);
  node.toEnd();
  await turn(node, role);
  assert.equal(node.l1.status.running.round.height, 2);
  await role.stop();
});

test("R16 proofs of a round that ended early are still submitted for the pay of own seats", async () => {
  const {
    node,
    role: proposer,
    bid,
  } = await proven({ name: "own" }, [3, 0, 1], {
    settings: { earlyEnd: true },
  });
  await turn(node, proposer);
  await turn(node, proposer, TURN);
  await turn(node, proposer, TURN);
  assert.equal(node.l1.count("finalize"), 1);
  await proposer.stop();
  const role = new Submitter(node.parts, node.book, [seatSecret(2)]);
  await node.book.take(await node.proofBy(bid.known, ROOT, 2));
  await turn(node, role, 1);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 2);
  assert(node.chain.commitment(bid.known.id)!.committedNodes.has(0));
  await role.stop();
});

test("R7 a block that cannot lead is submitted if it pays an own seat as a new one", async () => {
  for (const [seats, uncles, isSubmitted] of [
    [[3], 2, true],
    [[3], 0, false],
    [[0], 2, false],
  ] as const) {
    const node = await TestNode.started({ settings: { uncles } });
    const winner = node.committedRival([2, 0, 1], { name: "rival" });
    const behind = node.committedRival([3, 3, 3], { name: "third", burnBid: 200n });
    node.toProofWindow();
    await node.reveal(winner);
    await node.reveal(behind);
    await node.proveAll(winner.known, [2, 0, 1]);
    const role = new Submitter(node.parts, node.book, seats.map(seatSecret));
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.status.best, winner.known.id);
    await node.proveAll(behind.known, [3, 3, 3]);
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("submitProof"), isSubmitted ? 2 : 1);
    assert.equal(node.l1.status.best, winner.known.id);
    await role.stop();
  }
});

test("R9, M2 the leader's own block is submitted even if another has overtaken it, and its whole bond comes back", async () => {
  const node = await TestNode.started();
  const leader = node.committedRival([2, 0, 1], { name: "own", burnBid: 1_000n });
  const winner = node.committedRival([2, 0, 1], { name: "rival", burnBid: 900n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.reveal(leader);
  // Of the leader's seats only one has proven so far.
  await node.proveAll(leader.known, [3, 0, 3]);
  const role = new Submitter(node.parts, node.book, []);
  await turn(node, role);
  await node.proveAll(winner.known, [2, 0, 1]);
  node.accept(winner);
  assert.equal(node.l1.status.best, winner.known.id);
  assert.equal(node.l1.count("submitProof"), 2);
  await node.book.take(await node.proofBy(leader.known, { depth: 1, index: 1 }, 1));
  await node.book.take(await node.proofBy(leader.known, ROOT, 1));
  await turn(node, role, 1);
  node.see();
  assert.equal(node.l1.count("submitProof"), 3);
  assert.equal(node.l1.status.best, winner.known.id);
  node.toEnd();
  node.l1.finalize();
  node.see();
  const before = node.chain.funds.balanceOf(node.address);
  const [refund] = node.chain.refundable(node.address);
  node.l1.refund(leader.known.proposal, refund!.winner);
  node.see();
  // A third of its bond of 1,000 is not shown.
  assert.equal(node.chain.funds.balanceOf(node.address) - before, 1_000n + 666n);
  await role.stop();
});

test("P8 a proof or a round's end that vanishes from L1 is sent again; calls that stay are not", async () => {
  const { node, role, bid } = await proven();
  const counts = (): number[] => [node.l1.count("submitProof"), node.l1.count("finalize")];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      node.executor.update();
      await turn(node, role, TURN);
    }
  };
  const beforeProof = node.l1.remember();
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
  const beforeEnd = node.l1.remember();
  node.toEnd();
  await settle();
  assert.deepEqual(counts(), [1, 1]);
  const root = node.chain.head.state.root();
  assert.equal(node.chain.head.proposalId, bid.known.id);

  // L1 is read again and has all the calls.
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1]);

  beforeEnd();
  node.see(node.l1.view(true));
  assert.equal(node.chain.head.height, 0n);
  await settle();
  assert.deepEqual(counts(), [1, 2]);
  assert.equal(node.chain.head.state.root(), root);

  beforeProof();
  node.time -= 1_000 * Number(node.l1.now - BigInt(node.l1.status.running.round.proofStart));
  node.see(node.l1.view(true));
  node.executor.update();
  await until(() => bid.known.proofsOf(ROOT).length > 0);
  await settle();
  node.toEnd();
  await settle();
  assert.deepEqual(counts(), [2, 3]);
  await role.stop();
});

test("a stopped submitter starts nothing", async () => {
  const { node, role } = await proven({ name: "own" });
  await role.stop();
  await turn(node, role, TURN);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action !== "commit"),
    [],
  );
});
