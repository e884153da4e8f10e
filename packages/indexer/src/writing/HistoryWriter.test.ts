import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ALICE, allNamed, type Block, BOB, ETHER, TestHistory } from "../../test/TestHistory.ts";
import { lives } from "../../test/testDatabase.ts";
import type { Store } from "../store/openStore.ts";
import { FACT_TABLES } from "../store/Tables.ts";

/** All facts of an index. */
async function factsOf(store: Store): Promise<Record<string, unknown>> {
  const tables = ["meta", "l1_block", ...FACT_TABLES] as const;
  const all: Record<string, unknown> = {};
  for (const table of tables) {
    const rows = await store.selectFrom(table).selectAll().execute();
    all[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return all;
}

/** What an index has that reads all of L1 for the first time. */
async function rebuilt(history: TestHistory): Promise<Record<string, unknown>> {
  const [store, writer] = await history.empty();
  await writer.take(history.reading());
  const facts = await factsOf(store);
  await store.destroy();
  return facts;
}

/** Tries a call that a contract may refuse. */
function attempt(call: () => unknown): void {
  try {
    call();
  } catch {
    // Refused: nothing has changed.
  }
}

test("a block's whole life becomes facts, and a second reading adds none", async () => {
  const history = await TestHistory.start();
  const seats = history.cast();
  const block = history.commit(ALICE, 2n * ETHER, seats);
  history.win(block);
  history.chain.settle(block);
  await history.write();
  const count = async (table: (typeof FACT_TABLES)[number]) =>
    (await history.store.selectFrom(table).selectAll().execute()).length;
  assert.deepEqual(
    [
      await count("commitment"),
      await count("block_proof"),
      await count("node_proof"),
      await count("final_block"),
    ],
    [1, 1, 3, 1],
  );
  const before = await factsOf(history.store);
  const again = await history.writer.take(history.reading());
  assert.deepEqual([again.revertedFrom, again.blocks.length], [undefined, 0]);
  assert.deepEqual(await factsOf(history.store), before);
  await history.store.destroy();
});

test("an index of another deployment is refused", async () => {
  const { HistoryWriter } = await import("./HistoryWriter.ts");
  const history = await TestHistory.start();
  const other = {
    domain: { chainId: 1n, rollup: new Uint8Array(20) },
    settings: history.chain.settings,
    court: history.chain.world.court.settings,
    stake: 1n,
  };
  await assert.rejects(HistoryWriter.open(history.store, other as never), { code: "TRL-IDX-003" });
  await history.store.destroy();
});

test("an L1 block whose facts cannot be written leaves nothing behind", async () => {
  const history = await TestHistory.start();
  const block = history.commit(ALICE, ETHER, history.cast());
  history.win(block);
  const isProof = (name: string): boolean => name === "BlockProven";
  const whole = history.blocks;
  history.blocks = whole.map((it) => ({
    ...it,
    events: it.events.filter(({ eventName }) => !isProof(eventName)),
  }));
  await assert.rejects(history.writer.take(history.reading()), { code: "TRL-IDX-002" });
  const { number } = await history.store
    .selectFrom("l1_block")
    .select(({ fn }) => fn.max("number").as("number"))
    .executeTakeFirstOrThrow();
  assert.ok(number < whole.at(-1)!.number);
  history.blocks = whole.map((it) => ({ ...it, hash: `${it.hash}x` }));
  await history.writer.take(history.reading());
  assert.deepEqual(await factsOf(history.store), await rebuilt(history));
  await history.store.destroy();
});

test("after any reorganisations the index is what a new one reads from L1", async () => {
  const step = fc.tuple(fc.nat(11), fc.nat(5), fc.nat(5));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const history = await TestHistory.start();
      const { chain } = history;
      const seats = history.cast(4);
      const blocks: Block[] = [];
      let back = history.remember();
      let told = 0;
      for (const [what, a, b] of steps) {
        const block = blocks.at(-1 - (a % 3));
        const acts = [
          () =>
            blocks.push(
              history.commit(a % 2 ? ALICE : BOB, BigInt(1 + b) * ETHER, seats.slice(0, 1 + (b % 4))),
            ),
          () => blocks.push(history.commit(b % 2 ? ALICE : BOB, BigInt(1 + a) * ETHER, seats.slice(b % 3))),
          () => chain.toProofs(),
          () => block && chain.submit(block, allNamed(block)),
          () => block && chain.submit(block, new Map([...allNamed(block)].slice(b % 2))),
          () => block && chain.toProofEnd(block),
          () => chain.finalize(),
          () => block && chain.settle(block),
          () => block && chain.refund(block, blocks.at(-1 - b)),
          () => chain.pass(700),
          () => {
            back = history.remember();
          },
          () => {
            back();
            told = Math.min(told, history.blocks.length);
          },
        ];
        attempt(acts[what]!);
        history.mine();
        // The follower tells what is new, or all of L1 when it has reorganised.
        const isReset = what === 11 || b === 5;
        await history.writer.take(history.reading(isReset ? undefined : told));
        told = history.blocks.length;
      }
      assert.deepEqual(await factsOf(history.store), await rebuilt(history));
      await history.store.destroy();
    }),
    { numRuns: lives(25) },
  );
});
