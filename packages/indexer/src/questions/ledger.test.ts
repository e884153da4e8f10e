import assert from "node:assert/strict";
import { test } from "node:test";
import { NOOP, packTransaction, toHex } from "@trellis/protocol";
import { ALICE, ETHER, TestHistory } from "../../test/TestHistory.ts";
import { historyOf } from "./historyOf.ts";

/** Two final blocks, each with a transfer from account 4 and one from account 5. */
async function sent() {
  const history = await TestHistory.start();
  const seats = history.cast(3);
  for (let height = 1; height <= 2; height++) history.win(history.commit(ALICE, ETHER, seats));
  await history.write();
  const { store } = history;
  const blocks = await store.selectFrom("final_block").select(["l1_block", "log_index", "height"]).execute();
  const rows = blocks.flatMap((block) =>
    [4, 5].map((sender, place) => ({
      ...block,
      place,
      sender,
      recipient: 7,
      hash: `0x${String(10 * block.height + place).padStart(64, "0")}`,
      nonce: 0,
      is_signed: 1,
      packed: toHex(packTransaction({ ...NOOP, kind: "transfer", from: sender, to: 7, amount: 1n })),
    })),
  );
  await store.insertInto("l2_transaction").values(rows).execute();
  return { store, ask: historyOf(store) };
}

test("transactions of a height, of an account, and of both", async () => {
  const { store, ask } = await sent();
  const placesOf = async (params: { height?: number; account?: number }) =>
    (await ask.transactions({ limit: 10, ...params })).items.map(({ height, place }) => [height, place]);
  assert.deepEqual(await placesOf({ height: 1 }), [
    [1, 1],
    [1, 0],
  ]);
  assert.deepEqual(await placesOf({ account: 4 }), [
    [2, 0],
    [1, 0],
  ]);
  assert.deepEqual(await placesOf({ height: 2, account: 5 }), [[2, 1]]);
  assert.deepEqual(await placesOf({ height: 9 }), []);
  await store.destroy();
});

test("the pages of a height end with it", async () => {
  const { store, ask } = await sent();
  const first = await ask.transactions({ limit: 1, height: 2 });
  const second = await ask.transactions({ limit: 1, height: 2, cursor: first.next! });
  assert.deepEqual([second.items[0]!.place, second.next], [0, null]);
  await store.destroy();
});

/** Five messages: a deposit and a forced transfer in block 1, a failed and a good forced transfer in block 2, and one that waits. */
async function queued() {
  const { store, ask } = await sent();
  const blocks = await store.selectFrom("final_block").selectAll().orderBy("height").execute();
  const [first, second] = blocks as [(typeof blocks)[0], (typeof blocks)[0]];
  await store.updateTable("final_block").set({ messages_consumed: 2 }).where("height", "=", 1).execute();
  await store.updateTable("final_block").set({ messages_consumed: 4 }).where("height", "=", 2).execute();
  const deposit = { ...NOOP, kind: "deposit", to: 4, amount: 5n } as const;
  const forced = { ...NOOP, kind: "transfer", from: 4, to: 7, amount: 9n, forced: true } as const;
  const failed = { ...forced, failed: true };
  const messages = [deposit, forced, forced, forced, forced].map((tx, message_index) => ({
    l1_block: first.l1_block,
    log_index: 100 + message_index,
    message_index,
    packed: toHex(packTransaction(tx)),
    fee: "1",
  }));
  await store.insertInto("message").values(messages).execute();
  const taken = [
    [first, deposit],
    [first, forced],
    [second, failed],
    [second, forced],
  ] as const;
  const rows = taken.map(([{ l1_block, log_index, height }, tx], i) => ({
    l1_block,
    log_index,
    height,
    place: 10 + i,
    sender: tx.kind === "deposit" ? null : 4,
    recipient: tx.to,
    hash: `0x${String(900 + i).padStart(64, "0")}`,
    nonce: 0,
    is_signed: 0,
    packed: toHex(packTransaction(tx)),
  }));
  await store.insertInto("l2_transaction").values(rows).execute();
  return { store, ask };
}

test("P10.2 a forced message says whether it failed once a block has consumed it, on every page", async () => {
  const { store, ask } = await queued();
  const shown = async (limit: number, cursor?: string) => {
    const { items, next } = await ask.messages({ limit, cursor });
    return {
      next,
      items: items.map(({ index, forced, consumedBy, failed }) => [index, forced, consumedBy, failed]),
    };
  };
  const all = [
    [4, true, null, null],
    [3, true, 2, false],
    [2, true, 2, true],
    [1, true, 1, false],
    [0, false, 1, null],
  ];
  assert.deepEqual((await shown(10)).items, all);
  let cursor: string | undefined;
  for (const one of all) {
    const page = await shown(1, cursor);
    assert.deepEqual(page.items, [one]);
    cursor = page.next ?? undefined;
  }
  await store.destroy();
});

test("an account has what the node's ledger says; none without a ledger; an unknown one is an error", async () => {
  const { store, ask } = await sent();
  const { l1_block } = await store
    .selectFrom("l1_block")
    .select("number as l1_block")
    .executeTakeFirstOrThrow();
  const owner = `0x${"12".repeat(20)}`;
  const row = { l1_block, log_index: 900, account_index: 4, owner, key_x: "1", key_y: "2" };
  await store.insertInto("account").values(row).execute();
  const standing = { height: 2, nonce: 3, balances: [5n, 6n] as const };
  const known = await historyOf(store, (index) => (index === 4 ? standing : undefined)).account({ index: 4 });
  assert.deepEqual([known.owner, known.standing], [owner, standing]);
  assert.equal((await ask.account({ index: 4 })).standing, null);
  await assert.rejects(ask.account({ index: 9 }), { code: "TRL-IDX-006" });
  await store.destroy();
});
