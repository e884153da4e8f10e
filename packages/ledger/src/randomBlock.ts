import {
  type Asset,
  decodeFee,
  EMPTY_QUEUE,
  encodeFee,
  MAX_AMOUNT,
  NOOP,
  type QueuedMessage,
  type Transaction,
  transactionOf,
} from "@trellis/protocol";
import fc from "fast-check";
import { type Account, MAX_BALANCE, MAX_NONCE } from "./Account.ts";
import type { State } from "./State.ts";
import { message, RICH, ROLLUP_ID, testWorld, transfer, WORLD_INDICES } from "./testWorld.ts";

/** For tests: a state and a block that is valid on it. */
export interface RandomBlock {
  readonly state: State;
  readonly transactions: readonly Transaction[];
  readonly context: {
    readonly rollupId: bigint;
    readonly messages: { readonly before: Uint8Array; readonly queue: readonly QueuedMessage[] };
    readonly skipSignatures: boolean;
  };
}

interface Step {
  readonly kind: "deposit" | "transfer" | "noop";
  readonly from: number;
  readonly to: number;
  readonly asset: Asset;
  readonly amount: bigint;
  readonly fee: number;
}

/** Few places, so that they meet often; 3 is empty at first. */
const PLACES = [...WORLD_INDICES, 3];
const BALANCES = [0n, 1n, RICH, MAX_AMOUNT, MAX_BALANCE - 1n, MAX_BALANCE];

const NONCES = [0, 1, MAX_NONCE - 2, MAX_NONCE];

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("transfer", "transfer", "transfer", "deposit", "noop"),
  from: fc.constantFrom(...PLACES),
  to: fc.constantFrom(...PLACES),
  asset: fc.constantFrom<Asset>(0, 1),
  amount: fc.oneof(fc.bigInt({ min: 0n, max: RICH }), fc.constantFrom(0n, 1n, MAX_AMOUNT)),
  fee: fc.oneof(fc.bigInt({ min: 0n, max: 5000n }).map(encodeFee), fc.constantFrom(0, (2047 << 5) | 25)),
});

/**
 * Blocks of random steps over a few accounts, some of them with balances at the edges. Keeps its own plain books in order to leave
 * out what is not valid, without the ledger's help.
 *
 * @param options.sign - whether transfers carry real signatures
 */
export function randomBlock(options: { maxLength: number; sign?: boolean }): fc.Arbitrary<RandomBlock> {
  const { maxLength, sign = false } = options;
  const balances = fc.tuple(fc.constantFrom(...BALANCES), fc.constantFrom(...BALANCES));
  return fc
    .tuple(fc.array(balances, { maxLength: 4 }), fc.array(step, { minLength: maxLength >> 1, maxLength }))
    .map(([edges, steps]) => {
      const changes = new Map<number, Partial<Account>>();
      edges.forEach((balances, i) => void changes.set(WORLD_INDICES[i]!, { balances, nonce: NONCES[i]! }));
      const state = testWorld(changes);
      const books = new Map(
        [...state.accounts()].map(([index, { nonce, balances }]) => [
          index,
          { nonce, balances: [...balances] },
        ]),
      );
      const queue: QueuedMessage[] = [];
      const transactions: Transaction[] = [];
      for (const { kind, from, to, asset, amount, fee } of steps) {
        if (kind === "noop") {
          transactions.push(NOOP);
          continue;
        }
        const recipient = books.get(to) ?? { nonce: 0, balances: [0n, 0n] };
        if (kind === "deposit") {
          if (recipient.balances[asset]! + amount > MAX_BALANCE) continue;
          recipient.balances[asset]! += amount;
          books.set(to, recipient);
          queue.push(message(to, amount, asset));
          transactions.push(transactionOf(queue.at(-1)!));
          continue;
        }
        const sender = books.get(from);
        if (sender === undefined || !books.has(to) || sender.nonce >= MAX_NONCE) continue;
        const spent = [...sender.balances];
        spent[0]! -= decodeFee(fee);
        spent[asset]! -= amount;
        if (spent.some((balance) => balance < 0n)) continue;
        const received = (from === to ? spent[asset]! : recipient.balances[asset]!) + amount;
        if (received > MAX_BALANCE) continue;
        const fields = { from, to, asset, amount, fee, nonce: sender.nonce };
        transactions.push(sign ? transfer(fields) : { ...NOOP, kind: "transfer", ...fields });
        sender.balances = spent;
        sender.nonce++;
        recipient.balances[asset] = received;
      }
      return {
        state,
        transactions,
        context: { rollupId: ROLLUP_ID, messages: { before: EMPTY_QUEUE, queue }, skipSignatures: !sign },
      };
    });
}
