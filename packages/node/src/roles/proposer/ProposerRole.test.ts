import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { ignore } from "@trellis/gossip";
import { l1Call } from "@trellis/l1";
import { publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import { messageOf, NOOP, proposalId, TranscriptTree, TrellisError, toBigInt } from "@trellis/protocol";
import { verifyProposalSignature } from "@trellis/protocol/keys";
import { writeEvent } from "@trellis/rpc-api";
import { assignNodes, FeesStrategy } from "@trellis/strategy";
import { OwnReveals } from "../../disk/OwnReveals.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import { refused } from "../../testing/FakeL1.ts";
import { DOMAIN, rest, TestNode, type TestNodeOptions, until } from "../../testing/TestNode.ts";
import { type ProposerInit, ProposerRole, type ProposerView } from "./ProposerRole.ts";

const SETTINGS = {
  depth: 1,
  proverShareBps: 6_000,
  bidFraction: 0.5,
  bondRiskBps: 0,
  queue: "all",
  strategy: { kind: "fees" },
} as const;
/** A proposer that knows nothing of the seats. */
const CONDUCT = { isIdle: () => false, weight: () => 0.5, precedence: () => 1 };
/** R17: seconds after the window until the leader reveals, and between two turns. */
const SETTLING = 2;
const GRACE = 30;

type Options = TestNodeOptions & { readonly isOpen?: boolean };

function roleOf(node: TestNode, init: Partial<ProposerInit> = {}, parts: ProposerView = node.parts) {
  return new ProposerRole(parts, {
    settings: SETTINGS,
    signer: node.signer,
    strategy: new FeesStrategy(SETTINGS),
    assign: assignNodes,
    conduct: CONDUCT,
    votesItself: false,
    ...init,
  });
}

/** Each seat votes for the proposal once. */
function vote(node: TestNode, known: KnownProposal, ...seats: number[]): void {
  for (const seat of seats) {
    const cast = node.vote(known.id, seat);
    known.addBatch({ proposalId: cast.proposalId, votes: [cast] });
  }
}

/** Seats that the commitment on L1 names. */
const seatsOnL1 = (node: TestNode, { id }: KnownProposal) => node.chain.commitment(id)?.committed.seats();

async function proposer(options: Options = {}): Promise<{ node: TestNode; role: ProposerRole }> {
  const node = await TestNode.started(options);
  return { node, role: roleOf(node) };
}

/** A proposer that has published its bid. */
async function proposed(options: Options = {}) {
  const { node, role } = await proposer(options);
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  return { node, role, known };
}

/** A proposer that has votes and may commit. */
async function voted(options: Options = {}) {
  const known = await proposed(options);
  vote(known.node, known.known, 0, 1, 2);
  known.node.pass(24);
  return known;
}

async function committed(options: Options = {}) {
  const known = await voted(options);
  known.role.update();
  await until(() => known.node.l1.count("commit") === 1);
  await rest();
  known.node.see();
  return known;
}

test("P4.1 a proposer bids once a round, a while after the window has opened", async () => {
  const { node, role } = await proposer();
  node.pass(11);
  role.update();
  await rest();
  assert.equal(node.gossip.sent("proposal").length, 0);
  node.pass(1);
  role.update();
  role.update();
  await until(() => node.of("proposed").length > 0);
  role.update();
  await rest();
  const [signed, ...more] = node.gossip.sent("proposal");
  assert.equal(more.length, 0);
  assert(verifyProposalSignature(proposalId(DOMAIN, signed!.proposal), signed!));
  assert.equal(signed!.proposal.burnBid, 2_000n);
  assert.equal(signed!.proposal.height, 1n);
  assert(signed!.proposal.expiry > BigInt(node.l1.status.running.round.commitEnd));
  await role.stop();
});

test("P3.3 until a window opens it bids when there is a seat to vote", async () => {
  const { node, role } = await proposer({ isOpen: false });
  node.gossip.peerCount = 0;
  role.update();
  await rest();
  assert.equal(node.of("proposed").length, 0);
  node.gossip.peerCount = 1;
  role.update();
  await until(() => node.of("proposed").length === 1);
  await role.stop();
});

test("P3.3 a bid without votes is replaced before it expires", async () => {
  const { node, role, known } = await proposed({ isOpen: false });
  node.pass(Number(known.proposal.expiry - node.chain.now) - 61);
  role.update();
  await rest();
  assert.equal(node.of("proposed").length, 1);
  node.pass(1);
  role.update();
  await until(() => node.of("proposed").length === 2);
  await role.stop();
});

test("a bid that is not signed is a problem, and is tried again", async () => {
  const node = await TestNode.started();
  let isGone = true;
  const signer = {
    address: node.address,
    sign: async (data: Uint8Array) => {
      if (isGone) throw new TrellisError("TRL-L1-050", "the L1 signer does not answer");
      return node.signer.sign(data);
    },
  };
  const role = roleOf(node, { signer });
  node.pass(12);
  role.update();
  await until(() => node.of("problem").length === 1);
  assert.equal(node.of("problem")[0]?.code, "TRL-L1-050");
  assert.equal(node.gossip.sent("proposal").length, 0);
  isGone = false;
  node.pass(2);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const [signed] = node.gossip.sent("proposal");
  assert(verifyProposalSignature(proposalId(DOMAIN, signed!.proposal), signed!));
  await role.stop();
});

test("P1.2 without the balance the proposer reports a problem and does not bid; after a deposit it bids", async () => {
  const { node, role } = await proposer();
  node.l1.send(node.address, l1Call(node.l1.addresses, "auction", "withdrawBalance", [1_000_000n]));
  node.pass(12);
  for (let i = 0; i < 3; i++) {
    role.update();
    await rest();
    node.pass(2);
  }
  assert.equal(node.of("proposed").length, 0);
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-NOD-020"],
  );
  node.l1.depositBalance(node.address, 5_000n);
  node.pass(10);
  role.update();
  await until(() => node.of("proposed").length === 1);
  await role.stop();
});

test("P10.3 an unwilling proposer takes only due messages from the queue; a willing one takes all", async () => {
  for (const queue of ["due", "all"] as const) {
    const node = await TestNode.started({ isOpen: false });
    const key = l2PublicKeyOf(77n);
    const deposit = (to: number) => messageOf({ ...NOOP, kind: "deposit", to, amount: 5n }, key);
    node.l1.deposit(deposit(0));
    node.l1.deposit(deposit(1));
    // The first two were queued the whole delay before the window opened; the third was not.
    node.pass(60);
    node.l1.open();
    node.l1.deposit(deposit(2));
    node.see();
    const role = roleOf(node, { settings: { ...SETTINGS, queue } });
    node.pass(12);
    role.update();
    await until(() => node.of("proposed").length === 1);
    assert.equal(node.of("proposed")[0]!.transactions, queue === "due" ? 2 : 3);
    assert.equal(node.of("proposed")[0]!.strategy, "fees");
    assert.equal(node.of("proposed")[0]!.expectedProfit, 2_000n);
    await role.stop();
  }
});

for (const verdict of [ignore("busy"), new Error("gossip is down")]) {
  test(`an own bid that is not accepted (${verdict instanceof Error ? "error" : "ignored"}) is made again a little later`, async () => {
    const { node, role } = await proposer();
    node.gossip.verdicts.set("proposal", [verdict]);
    node.pass(12);
    role.update();
    await rest();
    role.update();
    await rest();
    assert.equal(node.gossip.sent("proposal").length, 0);
    node.pass(1);
    role.update();
    await until(() => node.of("proposed").length === 1);
    await role.stop();
  });
}

test("R9 bid and bond together leave the balance, and the bid pays for the bond's risk", async () => {
  const bidOf = async (settings: TestNodeOptions["settings"], bondRiskBps: number, taken = 0n) => {
    const node = await TestNode.started(settings === undefined ? {} : { settings });
    if (taken > 0n) {
      node.l1.send(node.address, l1Call(node.l1.addresses, "auction", "withdrawBalance", [taken]));
      node.see();
    }
    const role = roleOf(node, { settings: { ...SETTINGS, bondRiskBps } });
    node.pass(12);
    role.update();
    await until(() => node.of("proposed").length === 1);
    await role.stop();
    return node.of("proposed")[0]!;
  };
  assert.equal((await bidOf(undefined, 0)).burnBid, 2_000n);
  // A bond of the bid's size leaves half of the balance for the bid.
  assert.equal((await bidOf({ bondBps: 10_000 }, 0, 997_000n)).burnBid, 1_500n);
  // A tenth of the bond of 1,000 is expected to be lost.
  assert.equal((await bidOf(undefined, 1_000)).burnBid, 1_900n);
});

test("R6 the provers' share is at least what L1 asks for", async () => {
  const node = await TestNode.started({ settings: { minProverShareBps: 7_000 } });
  const role = roleOf(node);
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  assert.equal(node.of("proposed")[0]!.proverShareBps, 7_000);
  await role.stop();
});

test("R10 a block is as deep as the messages need that L1 asks for", async () => {
  const node = await TestNode.started({ isOpen: false });
  const key = l2PublicKeyOf(77n);
  for (let to = 0; to < 20; to++) {
    node.l1.deposit(
      messageOf({ ...NOOP, kind: "deposit", to, amount: 5n }, key),
      `0x${"0b".repeat(19)}${to.toString(16).padStart(2, "0")}`,
    );
  }
  node.pass(60);
  node.l1.open();
  node.see();
  const role = roleOf(node);
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const [bid] = node.of("proposed");
  assert.deepEqual([bid?.depth, bid?.transactions], [2, 20]);
  await role.stop();
});

test("R10 a block whose messages L1 would not take any more is built again, not committed: it would cost its bond", async () => {
  const node = await TestNode.started({ isOpen: false });
  const key = l2PublicKeyOf(77n);
  const role = roleOf(node, { settings: { ...SETTINGS, queue: "due" } });
  role.update();
  await until(() => node.of("proposed").length === 1);
  const [first] = node.proposals.all();
  // It came after the block was built, and is due before anybody has opened the window.
  node.l1.deposit(messageOf({ ...NOOP, kind: "deposit", amount: 5n }, key));
  node.pass(61);
  vote(node, first!, 0, 1, 2);
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 0);
  role.update();
  await until(() => node.of("proposed").length === 2);
  assert.equal(node.of("proposed")[1]!.transactions, 1);
  await role.stop();
});

test("P5.1 if not all seats fit, the transcript names those that come first, the best highest in the tree", async () => {
  const node = await TestNode.started();
  const weight = (seat: number): number => [0.95, 0.9, 0.5, 0.7][seat]!;
  // The seat with the best record has had its turn.
  const precedence = (seat: number): number => [1.1, 1.5, 1.5, 1.5][seat]!;
  const role = roleOf(node, { conduct: { ...CONDUCT, weight, precedence } });
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  vote(node, known, 0, 1, 2, 3);
  node.pass(24);
  role.update();
  await until(() => node.of("transcript").length === 1);
  assert.deepEqual(
    node.of("transcript")[0]!.entries.map(({ seat }) => seat),
    [1, 3, 2],
  );
  await role.stop();
});

test("R8 a seat that votes and does not claim is left out; a new one is not", async () => {
  const node = await TestNode.started();
  const role = roleOf(node, { conduct: { ...CONDUCT, isIdle: (seat) => seat === 0 } });
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  vote(node, known, 0, 1, 3);
  node.pass(24);
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await rest();
  node.see();
  assert.deepEqual(seatsOnL1(node, known), [1, 3]);
  await role.stop();
});

test("P5.1 the transcript names the seats that voted, and does not travel before the reveal", async () => {
  const { node, role, known } = await committed();
  assert.deepEqual(seatsOnL1(node, known), [0, 1, 2]);
  assert.equal(node.of("transcript")[0]!.provers, 3);
  assert.equal(node.gossip.sent("reveal").length, 0);
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 1);
  await role.stop();
});

test("P5.3 it waits for votes, and for the time to count them", async () => {
  const { node, role, known } = await proposed();
  node.pass(30);
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 0);
  // Seat 9 has not joined, so there is no seat to name.
  vote(node, known, 9);
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 0);
  vote(node, known, 1);
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await role.stop();
});

test("R2 a commitment whose answer was lost is sent again with the same transcript; one that L1 refused counts later votes too", async () => {
  for (const isRefused of [false, true]) {
    const { node, role, known } = await voted();
    const failure = isRefused ? refused("InsufficientBalance") : new Error("L1 does not answer");
    node.l1.failures.set("commit", [failure]);
    role.update();
    await until(() => node.l1.count("commit") === 1);
    await rest();
    vote(node, known, 3);
    role.update();
    await rest();
    assert.equal(node.l1.count("commit"), 1);
    node.pass(1);
    role.update();
    await until(() => node.l1.count("commit") === 2);
    await rest();
    node.see();
    const named = node
      .of("transcript")
      .at(-1)!
      .entries.map(({ seat }) => seat);
    assert.deepEqual(seatsOnL1(node, known), named.toSorted());
    assert.equal(node.of("transcript").length, isRefused ? 2 : 1);
    await role.stop();
  }
});

test("R5 a seat that left before the window opened does not stop the commitment; it is left out", async () => {
  // No snapshot is taken until a window opens (P2.3).
  const { node, role, known } = await voted({ isOpen: false });
  node.pass(12);
  node.l1.deactivate(1);
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await rest();
  node.see();
  assert.deepEqual(seatsOnL1(node, known), [0, 2]);
  await role.stop();
});

test("P5.3 a mined commitment is not sent again while the view lags", async () => {
  const { node, role } = await voted();
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await rest();
  for (let i = 0; i < 3; i++) {
    node.time += 5_000;
    role.update();
    await rest();
  }
  assert.equal(node.l1.count("commit"), 1);
  await role.stop();
});

test("P3.1 nothing is committed after the window", async () => {
  const { node, role } = await voted();
  node.toProofWindow();
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 0);
  await role.stop();
});

test("P6.1, R2 order and transcript are revealed once, in the leader's turn, and match the commitment", async () => {
  const { node, role, known } = await committed();
  role.update();
  await rest();
  node.toProofWindow();
  node.pass(SETTLING - 1);
  role.update();
  await rest();
  assert.equal(node.gossip.sent("reveal").length, 0);
  assert.equal(known.reveal, undefined);
  node.pass(1);
  role.update();
  await until(() => node.of("revealed").length === 1);
  role.update();
  await rest();
  const [reveal, ...more] = node.gossip.sent("reveal");
  assert.equal(more.length, 0);
  assert.equal(known.reveal, reveal);
  const opened = poseidon2Hash([toBigInt(reveal!.secret), known.execution!.txsRoot]);
  assert.equal(opened, toBigInt(known.proposal.orderCommitment));
  const root = TranscriptTree.of(reveal!.entries).root();
  assert.equal(root, BigInt(node.chain.commitment(known.id)!.transcriptRoot));
  assert.equal(known.boundSeatCount, 3);
  await role.stop();
});

test("R17 one that does not lead reveals only when those before it are late, and keeps its order if they are not", async () => {
  for (const isLeaderLate of [true, false]) {
    const { node, role, known } = await voted();
    const leader = node.committedRival([0, 1, 2], { burnBid: 3_000n });
    role.update();
    await until(() => node.l1.count("commit") === 2);
    await rest();
    node.see();
    node.toProofWindow();
    node.pass(SETTLING);
    role.update();
    await rest();
    assert.equal(node.gossip.sent("reveal").length, 0);
    if (!isLeaderLate) await node.reveal(leader);
    node.pass(GRACE - 1);
    role.update();
    await rest();
    assert.equal(node.gossip.sent("reveal").length, 0);
    node.pass(1);
    role.update();
    await rest();
    assert.equal(node.gossip.sent("reveal").length, isLeaderLate ? 1 : 0);
    assert.equal(known.reveal !== undefined, isLeaderLate);
    await role.stop();
    await node.executor.stop();
  }
});

test("M2 an honest proposer behind false leaders still reveals early in the window: late turns come in groups", async () => {
  const { node, role } = await voted();
  for (let i = 0; i < 7; i++) {
    node.committedRival([0, 1, 2], { name: `false ${i}`, burnBid: 3_000n + BigInt(i) });
  }
  role.update();
  await until(() => node.l1.count("commit") === 8);
  await rest();
  node.see();
  node.toProofWindow();
  // Turns of places 0, 1, 2–3, 4–7.
  node.pass(SETTLING + 3 * GRACE - 1);
  role.update();
  await rest();
  assert.equal(node.of("revealed").length, 0);
  node.pass(1);
  role.update();
  await until(() => node.of("revealed").length === 1);
  await role.stop();
});

test("R17 a leader whose block is impossible takes no turn", async () => {
  const { node, role } = await voted();
  const leader = node.committedRival([0, 1, 2], { burnBid: 3_000n });
  role.update();
  await until(() => node.l1.count("commit") === 2);
  await rest();
  node.see();
  node.toProofWindow();
  node.pass(SETTLING);
  await node.reveal(leader);
  leader.known.isUnprovable = true;
  role.update();
  await until(() => node.of("revealed").length === 1);
  await role.stop();
  await node.executor.stop();
});

test("R11 where heights overlap, the expected winner puts its transactions on L1 once; elsewhere nobody pays for that", async () => {
  for (const pipelined of [true, false]) {
    const { node, role } = await committed({ pipelined });
    node.toProofWindow();
    node.pass(SETTLING);
    for (let i = 0; i < 4; i++) {
      role.update();
      await rest();
      node.pass(1);
    }
    assert.equal(node.of("revealed").length, 1);
    assert.equal(node.l1.count("publishData"), pipelined ? 1 : 0);
    await role.stop();
  }
});

test("R12 after the rollup's stop nothing is bid or committed", async () => {
  const { node, role } = await voted();
  node.l1.emit("RollupStopped", { oldestMessage: 0n, dueAt: 0n });
  node.see();
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 0);
  await role.stop();
});

test("P6.1 an order that gossip does not take is sent again", async () => {
  const { node, role } = await committed();
  node.toProofWindow();
  node.pass(SETTLING);
  node.gossip.verdicts.set("reveal", [ignore("busy"), new Error("gossip is down")]);
  for (let i = 0; i < 3; i++) {
    role.update();
    await rest();
    node.pass(4);
  }
  assert.equal(node.gossip.sent("reveal").length, 1);
  assert.equal(node.of("revealed").length, 1);
  await role.stop();
});

test("P6.1 an order is not revealed without a commitment, because nobody would be paid for it", async () => {
  const { node, role } = await voted();
  node.toProofWindow();
  role.update();
  await rest();
  assert.equal(node.gossip.sent("reveal").length, 0);
  await role.stop();
});

test("P3.3 when the round restarts it bids again, and does not touch the old bid", async () => {
  const { node, role } = await committed();
  node.toEnd();
  node.l1.finalize();
  node.see();
  role.update();
  await until(() => node.of("proposed").length === 2);
  const [first, second] = node.gossip.sent("proposal");
  assert.deepEqual([first!.proposal.round, second!.proposal.round], [0, 1]);
  role.update();
  await rest();
  assert.equal(node.gossip.sent("reveal").length, 0);
  await role.stop();
});

test("a round that ends while the bid is being published leaves nothing behind", async () => {
  const { node, role } = await proposer();
  node.pass(12);
  node.gossip.onAccept = () => {
    node.gossip.onAccept = undefined;
    node.toEnd();
    node.l1.finalize();
    node.see();
    role.update();
  };
  role.update();
  await until(() => node.gossip.sent("proposal").length === 2);
  await rest();
  role.update();
  await rest();
  assert.deepEqual(
    node.of("proposed").map(({ round }) => round),
    [1],
  );
  await role.stop();
});

test("no event or error of a proposer carries its key", async () => {
  const { node, role } = await committed();
  node.toProofWindow();
  node.pass(SETTLING);
  role.update();
  await until(() => node.of("revealed").length === 1);
  const key = Buffer.from(node.secretKey).toString("hex");
  assert(!node.events.map(writeEvent).join("").includes(key));
  await role.stop();
});

test("P6.1 a committed order is revealed even if its proposer was restarted meanwhile", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-orders-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const opened = async (): Promise<OwnReveals> => {
    const orders = new OwnReveals(folder, DOMAIN);
    await orders.open();
    return orders;
  };
  const node = await TestNode.started();
  const first = roleOf(node, { reveals: await opened() });
  node.pass(12);
  first.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  vote(node, known, 0, 1, 2);
  node.pass(24);
  first.update();
  await until(() => node.l1.count("commit") > 0);
  await first.stop();
  const [file] = await readdir(folder);
  assert.equal((await stat(join(folder, file!))).mode & 0o777, 0o600);
  const whole = await readFile(join(folder, file!));
  node.proposals.retain(() => false);
  node.see();
  node.toProofWindow();
  node.pass(SETTLING);

  // A torn file is ignored: nothing is revealed, nothing fails.
  await writeFile(join(folder, file!), whole.subarray(0, -1));
  const torn = roleOf(node, { reveals: await opened() });
  torn.update();
  await rest();
  assert.equal(node.of("revealed").length, 0);
  await torn.stop();

  await writeFile(join(folder, file!), whole);
  // Another proposer's order is ignored.
  const sender = { address: `0x${"12".repeat(20)}` };
  const other = roleOf(node, { reveals: await opened() }, { ...node.parts, sender } as never);
  other.update();
  await rest();
  assert.equal(node.of("revealed").length, 0);
  await other.stop();

  const second = roleOf(node, { reveals: await opened() });
  second.update();
  await until(() => node.of("revealed").length === 1);
  assert.equal(node.gossip.sent("reveal").length, 1);
  assert.equal(node.of("proposed").length, 1);
  assert.equal(node.l1.count("commit"), 1);
  await second.stop();
});
