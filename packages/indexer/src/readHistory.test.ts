import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Client } from "@trellis/l1";
import { ALICE, COURT, ETHER, STAKE, TestHistory } from "../test/TestHistory.ts";
import { readHistory } from "./readHistory.ts";

/** A client of an L1 whose logs do not tell the time of their blocks. */
function clientOf({ blocks, chain }: TestHistory): L1Client {
  const timeOf = (number: bigint): number => blocks.find((block) => BigInt(block.number) === number)!.time;
  const client = {
    domain: async () => ({ chainId: 31_337n, rollup: new Uint8Array(20).fill(7) }),
    settings: async () => chain.settings,
    courtSettings: async () => COURT,
    stakeRules: async () => ({ stake: STAKE, minStake: STAKE, exitDelay: 1 }),
    ask: (_: string, ask: () => Promise<unknown>) => ask(),
    head: async () => {
      const { number, time } = blocks.at(-1)!;
      return { number: BigInt(number), hash: "0x", timestamp: BigInt(time) };
    },
    public: {
      getBlock: async ({ blockNumber = BigInt(blocks.at(-1)!.number) } = {}) => ({
        number: blockNumber,
        hash: "0x",
        timestamp: BigInt(timeOf(blockNumber)),
      }),
    },
    async *history() {
      for (const { number, hash, events } of blocks) {
        for (const event of events) yield { ...event, blockNumber: BigInt(number), blockHash: hash };
      }
    },
  };
  return client as unknown as L1Client;
}

test("the past is the same from L1 alone as from an index that followed it", async () => {
  const history = await TestHistory.start();
  history.win(history.commit(ALICE, ETHER, history.cast()));
  await history.write();
  const followed = await readHistory(clientOf(history));
  const { historyOf } = await import("./questions/historyOf.ts");
  assert.deepEqual(
    await followed.history.height({ height: 1 }),
    await historyOf(history.store).height({ height: 1 }),
  );
  assert.equal(
    (await followed.history.status({})).gossipSinceMs,
    null,
    "gossip's part is absent, and it says so",
  );
  await followed.close();
  await history.store.destroy();
});
