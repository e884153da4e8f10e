import { EMPTY_QUEUE, encodeFee, messageOf, NOOP, type Transaction, transactionOf } from "@trellis/protocol";
import type { RandomBlock } from "./randomBlock.ts";
import {
  forced,
  message,
  RICH,
  ROLLUP_ID,
  seed,
  swapOf,
  testWorld,
  transfer,
  withdraw,
} from "./testWorld.ts";

/** For tests: a valid block of two leaves with every kind of transaction: signed, forced, and forced and failed. */
export function blockOfEveryKind(): RandomBlock {
  const send = (from: number): readonly Transaction[] => [
    transfer({ from, nonce: 0 }),
    swapOf({ from, nonce: 1 }),
    withdraw({ from, nonce: 2 }),
  ];
  // More than the account's balance, so the forced transaction fails.
  const tooMuch = 2n * RICH;
  const fromL1 = [
    message(0, 7n),
    messageOf(seed(9n)),
    ...send(1).map((tx) => messageOf(forced(tx))),
    ...send(2).map((tx) => messageOf(forced({ ...tx, amount: tooMuch, fee: encodeFee(0n) }))),
  ];
  const transactions = fromL1.map((queued, i) => ({ ...transactionOf(queued), failed: i >= 5 }));
  return {
    state: testWorld(),
    transactions: [...transactions, NOOP, ...send(0)],
    context: {
      rollupId: ROLLUP_ID,
      messages: { before: EMPTY_QUEUE, queue: fromL1 },
      skipSignatures: false,
    },
  };
}
