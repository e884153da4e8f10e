import assert from "node:assert/strict";
import { test } from "node:test";
import { ALICE, type Block, ETHER, TestHistory } from "../test/TestHistory.ts";
import { testDatabase } from "../test/testDatabase.ts";
import { Indexer } from "./Indexer.ts";
import { readDeployment } from "./store/meta.ts";
import type { ReceiptOf } from "./writing/GasReader.ts";

/** A view of L1 as a node's follower makes it. */
function viewOf(history: TestHistory, from?: number) {
  const { tip, blocks } = history.reading(from);
  return {
    block: { number: BigInt(tip.number), hash: tip.hash as `0x${string}`, timestamp: BigInt(tip.time) },
    reset: from === undefined,
    events: blocks.flatMap(({ number, hash, time, events }) =>
      events.map((event) => ({
        ...event,
        blockNumber: BigInt(number),
        blockHash: hash,
        blockTimestamp: BigInt(time),
      })),
    ) as never,
  };
}

async function indexOf(
  history: TestHistory,
  receiptOf: ReceiptOf = async () => null,
): Promise<{ index: Indexer; problems: unknown[] }> {
  const problems: unknown[] = [];
  const index = await Indexer.open({
    database: await testDatabase(),
    deployment: await readDeployment(history.store),
    timeOf: async () => assert.fail("the logs tell the time"),
    receiptOf,
    now: () => 1_700_000_000_000.5,
    onProblem: (error) => problems.push(error),
  });
  return { index, problems };
}

async function start(): Promise<{ history: TestHistory; block: Block; index: Indexer; problems: unknown[] }> {
  const history = await TestHistory.start();
  const block = history.commit(ALICE, ETHER, history.cast());
  return { history, block, ...(await indexOf(history)) };
}

test("views that wait become one, and nothing is left out", async () => {
  const { history, block, index } = await start();
  index.addView(viewOf(history));
  const seen = history.blocks.length;
  history.win(block);
  index.addView(viewOf(history, seen));
  await index.settled();
  assert.equal((await index.history.status({})).height, 1);
  await index.stop();
  await history.store.destroy();
});

test("what was there before is no news; what comes is, and so is what is taken back", async () => {
  const { history, block, index } = await start();
  const back = history.remember();
  index.addView(viewOf(history));
  await index.settled();
  assert.equal(index.stream.last, 0);
  const news = index.stream.subscribe(undefined)!;
  const seen = history.blocks.length;
  history.win(block);
  index.addView(viewOf(history, seen));
  await index.settled();
  const proven = JSON.parse((await news.next())!.data);
  assert.equal(proven.events[0].event, "BlockProven");
  assert.equal(proven.events[0].height, "1", "a number's form does not depend on its size");
  assert.equal(proven.events[0].data, undefined, "large arguments are no news");
  back();
  index.addView(viewOf(history));
  await index.settled();
  await news.next();
  assert.equal((await news.next())!.event, "reverted");
  assert.equal((await index.history.status({})).height, 0);
  await index.stop();
  await history.store.destroy();
});

test("messages of peers are kept with the time of their first arrival, and marked", async () => {
  const { history, block, index } = await start();
  const { id } = block;
  const seen = { proposal_id: id, height: 1, seat: 2 };
  index.addMessage({ table: "gossip_vote", row: { ...seen, votes: 3, received_ms: 5 } });
  index.addMessage({ table: "gossip_vote", row: { ...seen, votes: 3, received_ms: 9 } });
  index.addMessage({ table: "gossip_claim", row: { ...seen, node: 1, received_ms: 10 } });
  index.addMessage({ table: "gossip_node_proof", row: { ...seen, node: 1, received_ms: 210 } });
  index.addView(viewOf(history));
  await index.settled();
  const { items } = await index.history.votes({ proposal: id, limit: 5 });
  assert.deepEqual(items, [
    { source: "gossip", proposalId: id, height: 1, seat: 2, votes: 3, receivedAtMs: 5 },
  ]);
  const { nodes, votes } = await index.history.proposal({ id });
  assert.deepEqual(votes, { source: "gossip", seats: 1, votes: 3 });
  assert.deepEqual([nodes[1]!.gossip!.provenBy, nodes[1]!.gossip!.tookMs, nodes[1]!.l1], [2, 200, null]);
  const { speed } = await index.history.prover({ seat: 2, from: 0, to: 5 });
  assert.deepEqual(speed!.kinds, [{ kind: "leaf", proofs: 1, medianMs: 200, othersMedianMs: null }]);
  assert.equal((await index.history.status({})).gossipSinceMs, 1_700_000_000_000);
  await index.stop();
  await history.store.destroy();
});

test("a view that cannot be written is told, and written with the next one", async () => {
  const { history, block, index, problems } = await start();
  history.win(block);
  const whole = viewOf(history);
  const holed = {
    ...whole,
    events: (whole.events as { eventName: string }[]).filter((it) => it.eventName !== "BlockProven"),
  };
  index.addView(holed as never);
  await index.settled();
  assert.equal(problems.length, 1);
  index.addView(whole);
  await index.settled();
  assert.equal((await index.history.status({})).height, 1);
  await index.stop();
  await history.store.destroy();
});

test("gas of L1 transactions is read after the view; where L1 does not answer, the view still counts", async () => {
  const history = await TestHistory.start();
  history.commit(ALICE, ETHER, history.cast());
  let answers = false;
  const { index, problems } = await indexOf(history, async (hash) => {
    if (!answers) throw new Error("L1 does not answer");
    const block = history.blocks.find(({ events }) => events.some((it) => it.transactionHash === hash))!;
    return { blockHash: block.hash, sender: ALICE, gasUsed: 21_000, gasPrice: 7n };
  });
  index.addView(viewOf(history));
  await index.settled();
  const gas = async () =>
    (await index.history.l1Transactions({ limit: 200 })).items.map((it) => it.gas?.cost ?? null);
  assert.equal(problems.length, 1);
  assert.deepEqual([...new Set(await gas())], [null]);
  assert.equal(index.progress.failures, 0);
  answers = true;
  index.addView(viewOf(history, history.blocks.length));
  await index.settled();
  assert.deepEqual([...new Set(await gas())], [147_000n]);
  await index.stop();
  await history.store.destroy();
});

test("an index that stops does not wait for L1's receipts", async () => {
  const history = await TestHistory.start();
  history.cast();
  const asked = Promise.withResolvers<void>();
  const { index, problems } = await indexOf(history, () => {
    asked.resolve();
    return new Promise(() => {});
  });
  index.addView(viewOf(history));
  await asked.promise;
  await index.stop();
  assert.deepEqual(problems, []);
  await history.store.destroy();
});
