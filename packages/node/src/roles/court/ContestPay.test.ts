import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ProvenBlockStore } from "../../disk/ProvenBlockStore.ts";
import { refused } from "../../testing/FakeL1.ts";
import { type Rival, rest, seatSecret, TestNode, turn } from "../../testing/TestNode.ts";
import { ContestPayClaimer } from "./ContestPayClaimer.ts";
import { ContestPayRefuser } from "./ContestPayRefuser.ts";

const TURN = 11;

/** A store that shows when it was read, and when no read is under way. */
class WatchedStore extends ProvenBlockStore {
  reads = 0;
  readonly #reading = new Set<Promise<unknown>>();

  override read(...args: Parameters<ProvenBlockStore["read"]>): ReturnType<ProvenBlockStore["read"]> {
    this.reads++;
    const read = super.read(...args);
    this.#reading.add(read);
    return read.finally(() => this.#reading.delete(read));
  }

  /** Resolves when all reads, and the work that follows them, are done. */
  async settled(): Promise<void> {
    while (this.#reading.size > 0) await Promise.allSettled(this.#reading);
    await rest();
  }
}

/** Seat 0 was named for the left leaf that seat 3 proved, and contested in time. Seat 1 has both proven and contested. */
async function answered(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "trellis-pay-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const provenBlocks = new WatchedStore(folder);
  await provenBlocks.open();
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  node.clear(bid, 1, 0);
  node.see();
  return { node, bid, provenBlocks };
}

const keep = async (provenBlocks: ProvenBlockStore, { known }: Rival): Promise<void> =>
  provenBlocks.save({
    transcript: known.transcript!,
    proof: known.proofsOf({ depth: 0, index: 0 })[0]!.message,
  });

test("P9.3 a contest in time is paid once after the report window, with the block kept on disk", async (t) => {
  const { node, bid, provenBlocks } = await answered(t);
  await keep(provenBlocks, bid);
  const role = new ContestPayClaimer(node.parts, provenBlocks, [seatSecret(0)]);
  await turn(node, role);
  assert.equal(node.l1.count("claimContestPay"), 0);
  node.finalise();
  node.proposals.retain(() => false);
  await turn(node, role);
  await provenBlocks.settled();
  assert.equal(node.l1.count("claimContestPay"), 1);
  assert.equal(node.chain.cases.unpaid().length, 1);
  for (let i = 0; i < 4; i++) {
    await turn(node, role, 20);
    await provenBlocks.settled();
  }
  assert.equal(node.l1.count("claimContestPay"), 2);
  assert.deepEqual(node.chain.cases.unpaid(), []);
  await role.stop();
});

test("P9.3 nothing is claimed for others' contests, without the stored block, or if it does not match L1", async (t) => {
  for (const [seat, isKept, failure, isAsked, calls] of [
    [3, true, undefined, false, 0],
    [0, false, undefined, true, 0],
    [0, true, refused("SeatIsPaid"), true, 1],
  ] as const) {
    const { node, bid, provenBlocks } = await answered(t);
    if (isKept) await keep(provenBlocks, bid);
    node.finalise();
    node.proposals.retain(() => false);
    if (failure !== undefined) node.l1.failures.set("claimContestPay", [failure]);
    const role = new ContestPayClaimer(node.parts, provenBlocks, [seatSecret(seat)]);
    for (let i = 0; i < 3; i++) {
      await turn(node, role, 20);
      await provenBlocks.settled();
    }
    assert.equal(provenBlocks.reads > 0, isAsked);
    assert.equal(node.l1.count("claimContestPay"), calls);
    await role.stop();
  }
});

test("P9.3 a contester that has the block's pay is reported once; the seat that would lose reports at once", async (t) => {
  const { node, bid } = await answered(t);
  node.clear(bid, 0, 1);
  node.see();
  const harmed = new ContestPayRefuser(node.parts, [seatSecret(0)]);
  const other = new ContestPayRefuser(node.parts, [seatSecret(3)]);
  const itself = new ContestPayRefuser(node.parts, [seatSecret(1)]);
  await turn(node, harmed);
  assert.equal(node.l1.count("refuseContestPay"), 0);
  node.finalise();
  await turn(node, itself, TURN);
  await turn(node, other);
  assert.equal(node.l1.count("refuseContestPay"), 0);
  await turn(node, harmed);
  assert.equal(node.l1.count("refuseContestPay"), 1);
  for (let i = 0; i < 3; i++) {
    await turn(node, other, TURN);
    await turn(node, harmed);
    await turn(node, itself);
  }
  assert.equal(node.l1.count("refuseContestPay"), 1);
  assert.deepEqual(
    node.chain.cases.unpaid().map(({ seat }) => seat),
    [0],
  );
  await Promise.all([harmed, other, itself].map((role) => role.stop()));
});
