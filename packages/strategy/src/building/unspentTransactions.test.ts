import assert from "node:assert/strict";
import { test } from "node:test";
import { executeBlock } from "@trellis/ledger";
import { EMPTY_QUEUE } from "@trellis/protocol";
import { builderState, ROLLUP, userTransfer } from "../testing/builderTask.ts";
import { unspentTransactions } from "./unspentTransactions.ts";

test("P3.4 transactions that a block below has used are left out; the rest keep their order", () => {
  const spent = userTransfer(1);
  const { stateAfter } = executeBlock(builderState(), [spent], {
    rollupId: ROLLUP,
    depth: 1,
    messages: { before: EMPTY_QUEUE, queue: [] },
  });
  const others = [userTransfer(1, 100n, 1), userTransfer(2, 300n), userTransfer(2, 400n, 1)];
  assert.deepEqual([...unspentTransactions([spent, ...others], stateAfter)], others);
  assert.deepEqual([...unspentTransactions([spent, ...others], builderState())], [spent, ...others]);
});
