import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import { concatBytes, encodeMinimumOut, NOOP, packTransaction, type Transaction } from "@trellis/protocol";
import { rollupFacts } from "./rollupFacts.ts";

const ID = `0x${"ab".repeat(32)}` as const;
const final = {
  eventName: "Finalized",
  args: {
    height: 3n,
    proposalId: ID,
    proposer: `0x${"12".repeat(20)}`,
    stateRoot: 1n,
    messagesConsumed: 1n,
    fees: 0n,
  },
} as unknown as L1Event;

test("P10.1 a final block is written with the pool after it, from the pool before it", async () => {
  const seed: Transaction = { ...NOOP, kind: "seed", asset: 0, amount: 500_000n };
  const swap: Transaction = { ...NOOP, kind: "swap", asset: 0, amount: 1_000n, to: encodeMinimumOut(1n) };
  const rows = await rollupFacts(final, {
    rollupId: 1n,
    chunk: async () => undefined,
    dataOf: async () => concatBytes(...[seed, NOOP, swap].map(packTransaction)),
    pool: async () => [500_000n, 2_000_000n],
    pause: async () => {},
    nonceOf: async () => 0,
  });
  assert.deepEqual(
    rows!.map(({ table }) => table),
    ["final_block", "l2_transaction", "l2_transaction", "pool_state"],
  );
  assert.deepEqual(rows!.at(-1)!.row, {
    height: 3,
    reserve0: "1001000",
    reserve1: "1998008",
    swaps: 1,
    sold0: "1000",
    sold1: "0",
  });
});
