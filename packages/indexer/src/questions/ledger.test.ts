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
