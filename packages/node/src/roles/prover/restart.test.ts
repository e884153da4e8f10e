import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ClaimBatch, ROUND_WIRE } from "@trellis/protocol";
import { ClaimedWork } from "../../disk/ClaimedWork.ts";
import { openStores } from "../../disk/openStores.ts";
import { proverRole, proving, published } from "../../testing/proverRole.ts";
import { DOMAIN, type Rival, rest, TestNode, turn, until } from "../../testing/TestNode.ts";
import { caseOf, court, LEFT, report, runs } from "../../testing/testCourt.ts";
import { Answerer } from "../court/Answerer.ts";
import { ClaimRecovery } from "./ClaimRecovery.ts";

const ROOT = { depth: 0, index: 0 };
const RIGHT = { depth: 1, index: 1 };

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-claimed-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "claimed");
}

async function opened(path: string): Promise<ClaimedWork> {
  const work = new ClaimedWork(path, DOMAIN);
  await work.open();
  return work;
}

/** A proof window with one executed bid and provers of these seats that keep their claims. */
async function claiming(t: TestContext, own: readonly number[], named: readonly number[]) {
  const path = await folderOf(t);
  const node = await TestNode.started();
  const work = await opened(path);
  const role = proverRole(node, own, {}, (honest) => honest, work);
  const bid = node.committedRival(named);
  node.toProofWindow();
  await node.reveal(bid);
  return { node, role, bid, path, work };
}

/** All that peers and this process knew is gone; L1's commitment stays. */
function forget(node: TestNode, { known }: Rival) {
  node.proposals.retain(() => false);
  return node.proposals.addCommitted(node.chain.commitment(known.id)!);
}

const recovery = (node: TestNode, work: ClaimedWork) =>
  new ClaimRecovery({ ...node.parts, report: (error) => assert.fail(String(error)) }, work);

test("R8 a prover that drains votes and claims no more, proves what it has claimed, and owes it until L1 shows it", async () => {
  const { node, role, bid } = await proving([0, 1, 2], [2, 0, 1]);
  node.proofs.hold();
  await turn(node, role);
  assert.deepEqual(published(node, "start_claims").toSorted(), ["1/0 by 0", "1/1 by 1"]);
  role.drain();
  assert.equal(role.owes().length, 2);
  assert.match(role.owes()[0]!, /^node 1\/[01] of 0x[0-9a-f]{64}, claimed by seat [01]$/);
  node.proofs.release();
  await until(async () => {
    await turn(node, role);
    return published(node).length === 2;
  });
  for (let i = 0; i < 3; i++) await turn(node, role);
  assert.equal(published(node).length, 2, "the root is ready, and it claims it no more");
  assert.equal(role.owes().length, 2, "they are not on L1");
  assert.equal(await node.book.take(await node.proofBy(bid.known, ROOT, 2)), "valid");
  node.accept(bid);
  assert.deepEqual(role.owes(), []);
  await role.stop();
});

test("R8 a prover that drains rescues nobody, and owes nothing when the window is over", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  role.drain();
  for (let i = 0; i < 3; i++) await turn(node, role, 100);
  assert.deepEqual(published(node), []);
  node.claim(bid.known, LEFT, 0);
  assert.deepEqual(role.owes(), [], "the claim is another's");
  const own = proverRole(node, [0]);
  assert.equal(own.owes().length, 1);
  node.toEnd();
  assert.deepEqual(own.owes(), []);
  await Promise.all([role.stop(), own.stop()]);
});

test("R8 claims that are kept together have their block's order written once", async (t) => {
  const { node, bid, path, work } = await claiming(t, [], [2, 0, 1]);
  const encode = t.mock.method(ROUND_WIRE.reveal, "encode");
  for (const [seat, at] of [LEFT, RIGHT].entries()) node.claim(bid.known, at, seat);
  const claims = bid.known.claims();
  assert.equal(claims.length, 2);
  await Promise.all(claims.map((claim) => work.save(bid.reveal, { claim, inputs: [] })));
  assert.equal(encode.mock.callCount(), 1);
  for (const kept of [work, await opened(path)]) {
    assert.deepEqual(
      kept.all().map(({ nodes }) => nodes.length),
      [2],
    );
  }
});

test("R8 a claim is on disk before anybody sees it; one that cannot be kept is not sent", async (t) => {
  const { node, role, path, work } = await claiming(t, [0], [2, 0, 1]);
  const seen: boolean[] = [];
  const { publish } = node.gossip;
  node.gossip.publish = async (topic, message) => {
    if (topic === "start_claims") {
      const { proposalId, claims } = message as ClaimBatch;
      const kept = await opened(path);
      for (const claim of claims) seen.push(kept.has({ ...claim, proposalId }));
    }
    return publish.call(node.gossip, topic as never, message as never) as never;
  };
  const save = work.save.bind(work);
  work.save = () => Promise.reject(new Error("disk full"));
  await turn(node, role);
  await rest();
  assert.deepEqual(seen, []);
  work.save = save;
  await until(async () => {
    await turn(node, role, 1);
    return seen.length > 0;
  });
  assert.deepEqual(seen, [true]);
  await role.stop();
});

test("R8 a prover that was killed proves its claims after a restart, also a root, without its peers", async (t) => {
  const { node, role, bid, path } = await claiming(t, [2], [2, 0, 1]);
  for (const [leaf, seat] of [
    [LEFT, 0],
    [RIGHT, 1],
  ] as const) {
    await node.book.take(await node.proofBy(bid.known, leaf, seat));
  }
  node.proofs.hold();
  await turn(node, role);
  await until(() => published(node, "start_claims").length === 1);
  const known = forget(node, bid);
  const work = await opened(path);
  const restored = recovery(node, work);
  await turn(node, restored);
  await until(() => known.claims().length === 1);
  node.executor.update();
  await until(() => known.inputsOf(ROOT) !== undefined);
  node.proofs.release();
  const again = proverRole(node, [2], {}, (honest) => honest, work);
  await until(async () => {
    await turn(node, again, 1);
    return known.proofOf(ROOT) !== undefined;
  });
  assert.deepEqual(published(node).at(-1), "0/0 by 2");
  await Promise.all([role.stop(), again.stop(), restored.stop()]);
});

test("R8 claims of a block that lost are removed from the disk; those of another rollup are not read", async (t) => {
  const path = await folderOf(t);
  const work = await opened(path);
  const node = await TestNode.started();
  const [loser, winner] = [node.committedRival([2, 0, 1]), node.committedRival([2, 0, 1], { name: "b" })];
  node.toProofWindow();
  await node.reveal(loser);
  await node.reveal(winner);
  node.claim(loser.known, LEFT, 0);
  await work.save(loser.known.reveal!, { claim: loser.known.claimOf(LEFT)!, inputs: [] });
  await node.proveAll(winner.known, [2, 0, 1]);
  node.accept(winner);
  const restored = recovery(node, work);
  await turn(node, restored);
  assert.equal((await opened(path)).all().length, 1);
  node.finalise();
  await until(async () => {
    await turn(node, restored);
    return work.all().length === 0;
  });
  // The memory is ahead of the disk.
  await restored.stop();
  assert.deepEqual((await opened(path)).all(), []);
  await work.save(loser.known.reveal!, { claim: loser.known.claimOf(LEFT)!, inputs: [] });
  const other = new ClaimedWork(path, { ...DOMAIN, chainId: 1n });
  await other.open();
  assert.deepEqual(other.all(), []);
});

test("M1 a seat that was killed after its claim, and whose block is final by now, answers after a restart", async (t) => {
  for (const [of, seat] of [
    [LEFT, 0],
    [ROOT, 2],
  ] as const) {
    const it = await court(t, of === LEFT ? [2, 3, 1] : [3, 0, 1]);
    const { node, bid, folder, stores } = it;
    node.claim(bid.known, of, seat);
    const claim = bid.known.claimOf(of)!;
    const inputs = bid.known.inputsOf(of)!.map(({ message }) => message);
    await stores.work.save(bid.known.reveal!, { claim, inputs });
    node.accept(bid);
    node.finalise();
    node.l1.settleReward(bid.known.proposal);
    node.see();
    report(it, of, seat);
    node.proposals.retain(() => false);
    const { answers, work } = await openStores(folder, DOMAIN);
    const again = new Answerer(node.parts, { ...it.settings([seat]), book: node.book, answers, work });
    await runs(node, again, () => answers.all().length === 1);
    await runs(node, again, () => caseOf(it, seat) === "");
    await again.stop();
  }
});
