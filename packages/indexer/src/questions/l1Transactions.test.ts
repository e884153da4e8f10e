import assert from "node:assert/strict";
import { test } from "node:test";
import { ALICE, BOB, ETHER, TestHistory } from "../../test/TestHistory.ts";
import { GasReader, type L1Receipt } from "../writing/GasReader.ts";
import { historyOf } from "./historyOf.ts";

/** The L1 block in which a transaction is. */
const blockOf = (history: TestHistory, hash: string): string | undefined =>
  history.blocks.find(({ events }) => events.some((it) => it.transactionHash === hash))?.hash;

/** Receipts as L1 has them. */
const receiptsOf =
  (history: TestHistory) =>
  async (hash: string): Promise<L1Receipt> => ({
    blockHash: blockOf(history, hash)!,
    sender: ALICE,
    gasUsed: 150_000,
    gasPrice: 2_000_000_000n,
  });

async function twoHeights() {
  const history = await TestHistory.start();
  const seats = history.cast();
  const first = history.commit(ALICE, ETHER, seats);
  history.win(first);
  history.commit(BOB, ETHER, seats);
  await history.write();
  return { history, ask: historyOf(history.store).l1Transactions };
}

test("a height has the L1 transactions that are about it, by name or by proposal, the newest first", async () => {
  const { history, ask } = await twoHeights();
  const { items } = await ask({ limit: 200, height: 1 });
  const events = items.flatMap(({ acts }) => acts.map(({ event }) => event));
  for (const event of ["Committed", "BlockProven", "Finalized"]) assert.ok(events.includes(event), event);
  assert.ok(!events.includes("ProverJoined"), "a seat's joining is about no height");
  assert.ok(items.every(({ acts }) => acts.some(({ height }) => height === 1)));
  const times = items.map(({ at }) => at.l1Block);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  );
  const { items: next } = await ask({ limit: 200, height: 2 });
  assert.ok(next.some(({ acts }) => acts.some(({ event }) => event === "Committed")));
  await history.store.destroy();
});

test("events of one name about one height are one act, with their number", async () => {
  const { history, ask } = await twoHeights();
  const { items } = await ask({ limit: 200 });
  const joined = items.flatMap(({ acts }) => acts).filter(({ event }) => event === "ProverJoined");
  assert.deepEqual(joined, [{ event: "ProverJoined", height: null, count: 4 }]);
  await history.store.destroy();
});

test("pages hold each transaction once", async () => {
  const { history, ask } = await twoHeights();
  const whole = await ask({ limit: 200 });
  const hashes: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    hashes.push(...page.items.map(({ hash }) => hash));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  assert.ok(hashes.length > 4);
  assert.deepEqual(
    hashes,
    whole.items.map(({ hash }) => hash),
  );
  await history.store.destroy();
});

test("gas is null until the receipt is read, then it is what L1 says", async () => {
  const { history, ask } = await twoHeights();
  assert.ok((await ask({ limit: 200 })).items.every(({ gas }) => gas === null));
  await new GasReader(history.store, receiptsOf(history)).read();
  for (const { gas } of (await ask({ limit: 200 })).items) {
    assert.deepEqual(gas, {
      sender: ALICE,
      used: 150_000,
      price: 2_000_000_000n,
      cost: 300_000_000_000_000n,
    });
  }
  await history.store.destroy();
});

test("a reorganisation takes receipts with their transactions, and the new branch gets its own", async () => {
  const history = await TestHistory.start();
  const seats = history.cast();
  await history.write();
  const back = history.remember();
  history.commit(ALICE, ETHER, seats);
  await history.write();
  const reader = new GasReader(history.store, receiptsOf(history));
  await reader.read();
  const ask = historyOf(history.store).l1Transactions;
  const gone = (await ask({ limit: 200, height: 1 })).items.map(({ hash }) => hash);
  back();
  history.commit(BOB, ETHER, seats);
  const { revertedFrom } = await history.write();
  reader.forget(revertedFrom!);
  const now = (await ask({ limit: 200, height: 1 })).items;
  assert.ok(now.length > 0);
  assert.ok(now.every(({ hash, gas }) => gas === null && !gone.includes(hash)));
  await reader.read();
  assert.ok((await ask({ limit: 200 })).items.every(({ gas }) => gas !== null));
  await history.store.destroy();
});

test("a receipt of another L1 block is not taken, and a receipt that L1 lacks is asked for once", async () => {
  const { history, ask } = await twoHeights();
  const asked: string[] = [];
  const reader = new GasReader(history.store, async (hash) => {
    asked.push(hash);
    if (asked.length % 2 === 0) return null;
    return { ...(await receiptsOf(history)(hash)), blockHash: `0x${"00".repeat(32)}` };
  });
  await reader.read();
  await reader.read();
  assert.equal(new Set(asked).size, asked.length);
  assert.equal(asked.length, (await ask({ limit: 200 })).items.length);
  assert.ok((await ask({ limit: 200 })).items.every(({ gas }) => gas === null));
  await history.store.destroy();
});

test("a reading asks for 64 receipts at most, the newest first, and writes none once it must end", async () => {
  const { history } = await twoHeights();
  const last = history.blocks.at(-1)!;
  const rows = Array.from({ length: 100 }, (_, i) => ({
    l1_block: last.number,
    log_index: 1_000 + i,
    hash: `0x${(i + 1).toString(16).padStart(64, "0")}`,
  }));
  for (const row of rows) await history.store.insertInto("l1_transaction").values(row).execute();
  const asked: string[] = [];
  const reader = new GasReader(history.store, async (hash) => {
    asked.push(hash);
    return { blockHash: last.hash, sender: ALICE, gasUsed: 1, gasPrice: 1n };
  });
  await reader.read(() => false);
  const count = async () => (await history.store.selectFrom("l1_receipt").selectAll().execute()).length;
  assert.equal(await count(), 0);
  asked.length = 0;
  await reader.read();
  assert.equal(asked.length, 64);
  assert.equal(asked[0], rows.at(-1)!.hash);
  assert.equal(await count(), 64);
  await history.store.destroy();
});
