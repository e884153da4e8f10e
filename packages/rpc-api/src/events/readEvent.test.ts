import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvent } from "./readEvent.ts";
import type { TrellisEvent } from "./trellisEventSchema.ts";
import { writeEvent } from "./writeEvent.ts";

const HASH = `0x${"0a".repeat(32)}` as const;
const EVENTS: readonly TrellisEvent[] = [
  { event: "started", peerId: "12D3", addresses: ["/ip4/127.0.0.1/tcp/1"], seats: [0, 2_047] },
  { event: "head", height: 2n ** 60n, proposalId: HASH, stateRoot: HASH },
  {
    event: "proposed",
    proposalId: HASH,
    height: 1n,
    round: 0,
    depth: 1,
    transactions: 1,
    burnBid: 10n ** 20n,
    proverShareBps: 6_000,
    proposer: `0x${"0b".repeat(20)}`,
    strategy: "backrun",
    expectedProfit: -5n,
    fees: 0n,
    backrun: 7n,
    swaps: [{ asset: 1, amount: 5n, out: 6n, profit: 7n }],
  },
  { event: "l1_transaction", action: "finalize", hash: HASH, gas: 21_000n },
];

test("an event is written as one line of JSON and read back unchanged", () => {
  for (const event of EVENTS) {
    const line = writeEvent(event);
    assert(!line.includes("\n"));
    assert.deepEqual(readEvent(line), event);
  }
  assert.match(writeEvent(EVENTS[2]!), /"burnBid":"100000000000000000000".*"expectedProfit":"-5"/);
});

test("other lines are not events", () => {
  for (const line of ["", "{", "null", "5", '{"event":"later"}', '{"event":"head","height":1}']) {
    assert.equal(readEvent(line), undefined, line);
  }
});
