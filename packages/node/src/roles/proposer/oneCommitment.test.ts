import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ProverBitmap, TranscriptTree, TrellisError } from "@trellis/protocol";
import { signProposal } from "@trellis/protocol/keys";
import { assignNodes, FeesStrategy } from "@trellis/strategy";
import { OwnReveals } from "../../disk/OwnReveals.ts";
import { DOMAIN, rest, TestNode, until } from "../../testing/TestNode.ts";
import { otherCommitment } from "./otherCommitment.ts";
import { ProposerRole, type ProposerView } from "./ProposerRole.ts";

const SETTINGS = {
  depth: 1,
  proverShareBps: 6_000,
  bidFraction: 0.5,
  bondRiskBps: 0,
  queue: "all",
  strategy: { kind: "fees" },
} as const;

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-orders-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function roleOf(node: TestNode, folder: string, parts: Partial<ProposerView> = {}) {
  const reveals = new OwnReveals(folder, DOMAIN);
  await reveals.open();
  return new ProposerRole(
    { ...node.parts, ...parts },
    {
      settings: SETTINGS,
      signer: node.signer,
      strategy: new FeesStrategy(SETTINGS),
      assign: assignNodes,
      conduct: { isIdle: () => false, weight: () => 0.5, precedence: () => 1 },
      votesItself: false,
      reveals,
    },
  );
}

/** A proposer with votes, whose commitments get no answer and reach L1 only when the test says so. */
async function sending(t: TestContext) {
  const folder = await folderOf(t);
  const node = await TestNode.started();
  const calls: unknown[] = [];
  const lost = new TrellisError("TRL-L1-015", "the transaction vanished");
  const send = async (call: unknown) => {
    calls.push(call);
    throw lost;
  };
  const silent = { sender: { address: node.address, send } } as unknown as Partial<ProposerView>;
  const first = await roleOf(node, folder, silent);
  node.pass(12);
  first.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  for (const seat of [0, 1, 2]) {
    const vote = node.vote(known.id, seat);
    known.addBatch({ proposalId: vote.proposalId, votes: [vote] });
  }
  node.pass(24);
  first.update();
  await until(() => calls.length === 1);
  await first.stop();
  return { node, folder, calls, known };
}

test("P5.3 a proposer that was killed while it sent a commitment sends the same one again, without new votes", async (t) => {
  const { node, folder, calls, known } = await sending(t);
  node.proposals.retain(() => false);
  const second = await roleOf(node, folder);
  second.update();
  await until(() => node.l1.count("commit") === 1);
  node.see();
  assert.equal(node.of("proposed").length, 1, "no other block beside it");
  assert.deepEqual(node.chain.commitment(known.id)?.committed.seats(), [0, 1, 2]);
  assert.equal(calls.length, 1);
  await second.stop();
});

test("P5.3 while an unanswered commitment may land, no other one of the round may be sent; once it has expired, one may", async (t) => {
  const { node, folder, known } = await sending(t);
  const reveals = new OwnReveals(folder, DOMAIN);
  await reveals.open();
  const view = { chain: node.chain, reveals, proposer: node.address };
  const rival = node.rival([0], {});
  assert.equal(otherCommitment(view, rival.known)?.code, "TRL-NOD-026");
  assert.equal(otherCommitment(view, known), undefined, "the same one may be sent again");
  assert.equal(otherCommitment({ ...view, proposer: rival.known.id }, rival.known), undefined, "of another");
  const later = { roundOf: node.chain.roundOf.bind(node.chain), records: node.chain.records };
  const expired = { ...view, chain: { ...later, now: known.proposal.expiry + 1n } };
  assert.equal(otherCommitment(expired, rival.known), undefined);
  await reveals.remove(known.id);
  assert.equal(otherCommitment(view, rival.known), undefined, "L1 has refused it");
});

test("a commitment on L1 that this node did not send stops its own: another process uses the key", async (t) => {
  const node = await TestNode.started();
  const role = await roleOf(node, await folderOf(t));
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const known = node.proposals.all()[0]!;
  const vote = node.vote(known.id, 0);
  known.addBatch({ proposalId: vote.proposalId, votes: [vote] });
  const other = signProposal(DOMAIN, { ...known.proposal, burnBid: 2_001n }, node.secretKey);
  node.l1.commit(other.proposal, TranscriptTree.of([]).root(), ProverBitmap.of([0]));
  node.pass(24);
  for (let i = 0; i < 2; i++) {
    role.update();
    await until(() => node.of("problem").length > 0);
    await rest();
    node.pass(2);
  }
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-NOD-027"],
    "told once",
  );
  assert.equal(node.l1.count("commit"), 1, "only the other process' one");
  await role.stop();
});
