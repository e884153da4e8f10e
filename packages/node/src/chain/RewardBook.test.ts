import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import type { Hex } from "viem";
import { RewardBook } from "./RewardBook.ts";

const [ID, OTHER]: [Hex, Hex] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`];

test("P8.3, R7 a reward is known once it is settled, and what was paid of it: nodes and new seats apart", () => {
  const book = new RewardBook();
  const say = (eventName: string, args: object): void =>
    book.apply({ eventName, args } as unknown as L1Event);
  assert.equal(book.settled(ID), undefined);
  say("RewardSettled", {
    proposalId: ID,
    proposer: "0x",
    proposerReward: 5n,
    pool: 7n,
    winnerSeats: 2,
    claimsFrom: 9n,
  });
  assert.deepEqual(book.settled(ID), { pool: 7n, winnerSeats: 2, claimsFrom: 9n });
  say("NodePaid", { proposalId: ID, seat: 3, nodeNumber: 5n, amount: 1n });
  say("NewSeatPaid", { winner: ID, seat: 6, amount: 1n });
  assert.deepEqual([book.isPaid(ID, 5), book.isPaid(ID, 6), book.isPaid(OTHER, 5)], [true, false, false]);
  assert.deepEqual(
    [book.isNewSeatPaid(ID, 6), book.isNewSeatPaid(ID, 5), book.isNewSeatPaid(OTHER, 6)],
    [true, false, false],
  );
});
