import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "@trellis/protocol";
import { ContestStore, placeOfContest, readContests } from "../../disk/ContestStore.ts";
import { refused } from "../../testing/FakeL1.ts";
import { seatSecret, TestNode, turn, until } from "../../testing/TestNode.ts";
import { NodeContester } from "./NodeContester.ts";

/** Seat 0's leaf and seat 2's root were proven by seat 3. */
async function leftOut(own: readonly number[] = [0], provers: readonly number[] = [2, 3, 1]) {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], provers);
  return { node, bid, role: new NodeContester(node.parts, node.book, own.map(seatSecret)) };
}

/** Waits for a contest's file. */
const answerOnDisk = (folder: string): Promise<void> =>
  until(async () => (await readdir(folder)).some((file) => !file.endsWith(".tmp")));

test("P9.3 a seat that the accepted proof leaves out contests once, inside the proof window", async () => {
  const { node, bid, role } = await leftOut();
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  assert.equal(node.proofs.jobs[0]?.kind, "leaf");
  for (let i = 0; i < 3; i++) await turn(node, role, 10);
  assert.equal(node.proofs.jobs.length, 1);
  assert.equal(node.l1.count("contest"), 1);
  assert.deepEqual([...node.l1.cases], [[`${bid.known.id}/1/0`, "Cleared"]]);
  assert.deepEqual(
    node.of("contested").map(({ depth, index, seat }) => [depth, index, seat]),
    [[1, 0, 0]],
  );
  await role.stop();
});

test("P9.3 a seat that is in the accepted proof, or was not named, does not contest", async () => {
  for (const own of [[1], [3], [2]]) {
    const { node, role } = await leftOut(own);
    await turn(node, role);
    node.finalise();
    await turn(node, role, 10);
    assert.equal(node.proofs.jobs.length, 0);
    assert.equal(node.l1.count("contest"), 0);
    await role.stop();
  }
});

test("P9.3 after the proof window a seat contests only a report, inside the contest window", async () => {
  for (const [isReported, late, calls] of [
    [false, 0, 0],
    [true, 0, 1],
    [true, 101, 0],
  ] as const) {
    const { node, bid, role } = await leftOut();
    // The data for the contest is kept; the proof is delayed until the window is over.
    node.proofs.hold();
    await turn(node, role);
    node.finalise();
    node.proposals.retain(() => false);
    node.proofs.release();
    await turn(node, role);
    await turn(node, role);
    assert.equal(node.l1.count("contest"), 0);
    if (isReported) node.report(bid, 1);
    await turn(node, role, late);
    await turn(node, role);
    await turn(node, role, 40);
    assert.equal(node.l1.count("contest"), calls);
    await role.stop();
  }
});

test("P9.3 a seat that does not know who proved its node makes the proof when it is reported", async () => {
  const { node, bid, role } = await leftOut();
  const [root] = bid.known.proofsOf({ depth: 0, index: 0 });
  bid.known.dropProof(root!);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  node.finalise();
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  node.report(bid, 1);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.l1.cases.get(`${bid.known.id}/1/0`), "Cleared");
  await role.stop();
});

test("P9.3 the own block proof serves as the root's contest, and is read from disk instead of made again", async (t) => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, [3, 0, 1]);
  node.accept(bid);
  await node.book.take(await node.proofBy(bid.known, { depth: 0, index: 0 }, 2));
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-answers-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const saved = new ContestStore(dataDir);
  await saved.open();
  const role = new NodeContester(node.parts, node.book, [seatSecret(2)], saved);
  // At first L1 cannot be reached.
  node.l1.failures.set("contest", [new Error("L1 does not answer")]);
  await turn(node, role);
  await answerOnDisk(join(dataDir, "contests"));
  assert.deepEqual((await readContests(dataDir)).contests.map(placeOfContest), [
    { proposalId: bid.known.id, nodeNumber: 0, seat: 2 },
  ]);
  await turn(node, role, 2);
  assert.equal(node.proofs.jobs.length, 0);
  assert.equal(node.l1.cases.get(`${bid.known.id}/0/2`), "Cleared");
  await role.stop();
});

test("P9.3 a proof that fails is made again; a contest that L1 refuses is not sent again", async () => {
  const { node, role } = await leftOut();
  node.proofs.failures.push(new Error("bb ended"));
  node.l1.failures.set("contest", [refused("InvalidProof")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  for (let i = 0; i < 4; i++) await turn(node, role, 2);
  assert.equal(node.proofs.jobs.length, 2);
  assert.equal(node.l1.count("contest"), 1);
  await role.stop();
});

test("P9.3 a contest that vanishes from L1 is sent again, also when its round has ended and the seat is reported", async () => {
  const { node, bid, role } = await leftOut();
  const before = node.l1.remember();
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.l1.count("contest"), 1);
  before();
  node.see(node.l1.view(true));
  // The block is executed again, and its proofs are judged again.
  node.executor.update();
  await until(() => bid.known.proofsOf({ depth: 0, index: 0 }).length > 0);
  await turn(node, role);
  assert.equal(node.l1.cases.get(`${bid.known.id}/1/0`), "Cleared");
  before();
  node.finalise();
  node.report(bid, 1);
  node.see(node.l1.view(true));
  await turn(node, role);
  assert.equal(node.l1.cases.get(`${bid.known.id}/1/0`), "Cleared");
  assert.equal(node.l1.count("contest"), 3);
  assert.equal(node.proofs.jobs.length, 1);
  await role.stop();
});

test("P9.3 a seat does not contest if a better accepted proof includes it", async () => {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  const role = new NodeContester(node.parts, node.book, [seatSecret(0)]);
  node.proofs.hold();
  await turn(node, role);
  const accepted = node.chain.proven(bid.known.id)!;
  await node.book.take(await node.proofBy(bid.known, { depth: 1, index: 0 }, 0));
  await node.book.take(await node.proofBy(bid.known, { depth: 0, index: 0 }, 3));
  const better = bid.known.proofsOf({ depth: 0, index: 0 }).find(({ message }) => message.seat === 3)!;
  node.l1.emit("BlockProven", {
    ...accepted,
    contributionsHash: `0x${Buffer.from(better.contributionsHash).toString("hex")}`,
    provenBitmap: better.bitmap.words(),
    data: `0x${Buffer.from(accepted.data).toString("hex")}`,
    dataChunks: [],
  });
  await turn(node, role);
  node.proofs.release();
  await turn(node, role);
  await turn(node, role, 5);
  assert.equal(node.l1.count("contest"), 0);
  await role.stop();
});

test("P9.3 a seat from which the accepted proof is withheld contests while that is paid", async () => {
  const { node, bid, role } = await leftOut();
  const [root] = bid.known.proofsOf({ depth: 0, index: 0 });
  bid.known.dropProof(root!);
  await turn(node, role, 9);
  assert.equal(node.proofs.jobs.length, 0);
  await turn(node, role, 10);
  await turn(node, role);
  assert.equal(node.l1.cases.get(`${bid.known.id}/1/0`), "Cleared");
  await role.stop();
});

test("P9.3 a contest is kept after a restart; a stored contest that is not valid is ignored", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-answers-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const folder = join(dataDir, "contests");
  const opened = async (): Promise<ContestStore> => {
    const answers = new ContestStore(dataDir);
    await answers.open();
    return answers;
  };
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  const first = new NodeContester(node.parts, node.book, [seatSecret(0)], await opened());
  // L1 cannot be reached until the window is over.
  node.l1.failures.set("contest", [new Error("L1 does not answer")]);
  await turn(node, first);
  await turn(node, first);
  await answerOnDisk(folder);
  await first.stop();
  node.finalise();
  node.report(bid, 1);
  const [name] = await readdir(folder);
  const whole = await readFile(join(folder, name!));
  const sealed = (content: Buffer): Buffer => Buffer.concat([sha256(content), content]);
  for (const broken of [
    whole.subarray(0, 100),
    sealed(Buffer.from("{}")),
    sealed(Buffer.from("no JSON")),
    sealed(Buffer.from(whole.subarray(32).toString().replace('"nodeIndex":0', '"nodeIndex":1'))),
  ]) {
    await writeFile(join(folder, name!), broken);
    assert.deepEqual((await opened()).all(), []);
  }
  await writeFile(join(folder, name!), whole);
  node.proposals.retain(() => false);
  const second = new NodeContester(node.parts, node.book, [seatSecret(0)], await opened());
  await turn(node, second);
  assert.equal(node.l1.cases.get(`${bid.known.id}/1/0`), "Cleared");
  assert.equal(node.proofs.jobs.length, 1);
  // It is kept until the decision can no longer be undone.
  await turn(node, second, 1);
  assert.equal((await readdir(folder)).length, 1);
  for (let i = 0; i < 64; i++) node.see();
  await turn(node, second);
  await second.stop();
  assert.deepEqual(await readdir(folder), []);
});
