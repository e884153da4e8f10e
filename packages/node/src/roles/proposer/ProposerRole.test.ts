import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { ignore } from "@trellis/gossip";
import { l1Call } from "@trellis/l1";
import { publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import { fromHex, messageOf, NOOP, proposalId, toBigInt, toHex, transcriptBitmap } from "@trellis/protocol";
import { verifyCommitment, verifyProposalSignature } from "@trellis/protocol/keys";
import { writeEvent } from "@trellis/rpc-api";
import { assign, FeesStrategy } from "@trellis/strategy";
import { OwnReveals } from "../../disk/OwnReveals.ts";
import { refused } from "../../testing/FakeL1.ts";
import { DOMAIN, rest, TestNode, until } from "../../testing/TestNode.ts";
import { type ProposerInit, ProposerRole, type ProposerView } from "./ProposerRole.ts";

const SETTINGS = {
  depth: 1,
  proverShareBps: 6_000,
  bidFraction: 0.5,
  queue: "all",
  strategy: { kind: "fees" },
} as const;

function roleOf(node: TestNode, init: Partial<ProposerInit> = {}, parts: ProposerView = node.parts) {
  return new ProposerRole(parts, {
    settings: SETTINGS,
    secretKey: node.secretKey,
    strategy: new FeesStrategy(SETTINGS),
    assign,
    votesItself: false,
    ...init,
  });
}

async function proposer(options: { isOpen?: boolean } = {}): Promise<{ node: TestNode; role: ProposerRole }> {
  const node = await TestNode.started(options);
  return { node, role: roleOf(node) };
}

/** A proposer that has published its bid. */
async function proposed(options: { isOpen?: boolean } = {}) {
  const { node, role } = await proposer(options);
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  return { node, role, known };
}

/** A proposer that has votes and may commit. */
async function voted(options: { isOpen?: boolean } = {}) {
  const known = await proposed(options);
  for (const seat of [0, 1, 2]) known.known.addVote(known.node.vote(known.known.id, seat));
  known.node.pass(24);
  return known;
}

async function committed() {
  const known = await voted();
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
  assert(signed!.proposal.expiry > node.l1.status.commitEnd);
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

test("P1.2 without the balance the proposer reports a problem and does not bid; after a deposit it bids", async () => {
  const { node, role } = await proposer();
  node.l1.send(node.address, l1Call(node.l1.addresses, "rollup", "withdrawBalance", [1_000_000n]));
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

test("P5.1 if not all seats fit, the transcript names those with the better record, the best highest in the tree", async () => {
  const node = await TestNode.started();
  const weigh = (seat: number): number => [0.1, 0.9, 0.5, 0.7][seat]!;
  const role = roleOf(node, { assign: (votes, depth) => assign(votes, depth, weigh) });
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  for (const seat of [0, 1, 2, 3]) known.addVote(node.vote(known.id, seat));
  node.pass(24);
  role.update();
  await until(() => node.of("transcript").length === 1);
  assert.deepEqual(
    node.of("transcript")[0]!.entries.map(({ seat }) => seat),
    [1, 3, 2],
  );
  await role.stop();
});

test("P5.1 the transcript names the seats that voted, and is committed as it was gossiped", async () => {
  const { node, role, known } = await committed();
  const [transcript, ...more] = node.gossip.sent("transcript");
  assert.equal(more.length, 0);
  assert.deepEqual(transcriptBitmap(transcript!.entries).seats(), [0, 1, 2]);
  assert(
    verifyCommitment(
      DOMAIN,
      transcript!.proposalId,
      transcript!.transcriptRoot,
      transcript!.bitmapHash,
      transcript!.signature,
      fromHex(node.address),
    ),
  );
  assert.equal(node.chain.commitment(known.id)?.transcriptRoot, toHex(transcript!.transcriptRoot));
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
  known.addVote(node.vote(known.id, 9));
  role.update();
  await rest();
  // Seat 9 has not joined, so there is no seat to name.
  assert.equal(node.l1.count("commit"), 0);
  known.addVote(node.vote(known.id, 1));
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await role.stop();
});

test("P5.2 after a failed commitment the same transcript is committed, even if more votes came", async () => {
  const { node, role, known } = await voted();
  node.l1.failures.set("commit", [new Error("L1 does not answer"), refused("InsufficientBalance")]);
  role.update();
  await rest();
  known.addVote(node.vote(known.id, 3));
  role.update();
  await rest();
  assert.equal(node.l1.count("commit"), 1);
  node.pass(1);
  role.update();
  await until(() => node.l1.count("commit") === 2);
  await rest();
  node.pass(2);
  role.update();
  await until(() => node.l1.count("commit") === 3);
  await rest();
  node.see();
  const [transcript, ...more] = node.gossip.sent("transcript");
  assert.equal(more.length, 0);
  assert.equal(node.chain.commitment(known.id)?.transcriptRoot, toHex(transcript!.transcriptRoot));
  assert.deepEqual(node.chain.commitment(known.id)?.bitmap.seats(), [0, 1, 2]);
  await role.stop();
});

test("P2.2 when a named seat may no longer be counted, the next transcript leaves it out", async () => {
  // No snapshot is taken until a window opens (P2.3).
  const { node, role, known } = await voted({ isOpen: false });
  node.pass(12);
  node.l1.deactivate(1);
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await rest();
  node.pass(1);
  role.update();
  await until(() => node.l1.count("commit") === 2);
  await rest();
  node.see();
  assert.deepEqual(node.chain.commitment(known.id)?.bitmap.seats(), [0, 2]);
  assert.equal(node.gossip.sent("transcript").length, 2);
  assert.equal(known.transcript, node.gossip.sent("transcript")[1]);
  await role.stop();
});

test("P5.2 a transcript that gossip does not take does not stop the commitment, and is sent after it", async () => {
  const { node, role } = await voted();
  node.gossip.verdicts.set("transcript", [ignore("busy")]);
  role.update();
  await until(() => node.l1.count("commit") === 1);
  await rest();
  node.see();
  assert.equal(node.gossip.sent("transcript").length, 0);
  role.update();
  await until(() => node.gossip.sent("transcript").length === 1);
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

test("P6.1 the order is revealed once, in the proof window, and matches the commitment", async () => {
  const { node, role, known } = await committed();
  role.update();
  await rest();
  assert.equal(node.gossip.sent("reveal").length, 0);
  assert.equal(known.reveal, undefined);
  node.toProofWindow();
  role.update();
  await until(() => node.of("revealed").length === 1);
  role.update();
  await rest();
  const [reveal, ...more] = node.gossip.sent("reveal");
  assert.equal(more.length, 0);
  assert.equal(known.reveal, reveal);
  const opened = poseidon2Hash([toBigInt(reveal!.secret), known.execution!.txsRoot]);
  assert.equal(opened, toBigInt(known.proposal.orderCommitment));
  await role.stop();
});

test("P6.1 an order that gossip does not take is sent again", async () => {
  const { node, role } = await committed();
  node.toProofWindow();
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
  for (const seat of [0, 1, 2]) known.addVote(node.vote(known.id, seat));
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
  await until(() => node.gossip.sent("transcript").length === 2);
  assert.equal(node.gossip.sent("reveal").length, 1);
  assert.equal(node.of("proposed").length, 1);
  assert.equal(node.l1.count("commit"), 1);
  await second.stop();
});
