import {
  type Asset,
  decodeFee,
  decodeMinimumOut,
  EMPTY_QUEUE,
  encodeFee,
  encodeMinimumOut,
  MAX_AMOUNT,
  MAX_RESERVE,
  messageOf,
  NOOP,
  type PoolReserves,
  type QueuedMessage,
  type Transaction,
  transactionOf,
} from "@trellis/protocol";
import fc from "fast-check";
import { signTransaction } from "../signing/signTransaction.ts";
import { type Account, MAX_BALANCE, MAX_NONCE } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import { forced, keyOf, message, RICH, ROLLUP_ID, seed, testWorld, WORLD_INDICES } from "./testWorld.ts";

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
  readonly kind: Transaction["kind"];
  readonly isForced: boolean;
  readonly from: number;
  readonly to: number;
  readonly asset: Asset;
  readonly amount: bigint;
  /** A swap's minimum, as a percentage of the amount it would buy. */
  readonly leastPercent: bigint;
  readonly fee: number;
}

interface Book {
  nonce: number;
  balances: [bigint, bigint];
}

/** Few places, so that transactions often share one; place 3 is empty at first. */
const PLACES = [...WORLD_INDICES, 3];
const BALANCES = [0n, 1n, RICH, MAX_AMOUNT, MAX_BALANCE - 1n, MAX_BALANCE];
const NONCES = [0, 1, MAX_NONCE - 2, MAX_NONCE];
const RESERVES: readonly PoolReserves[] = [
  [RICH, 2n * RICH],
  [0n, 0n],
  [0n, RICH],
  [1n, 1n],
  [3n, MAX_RESERVE],
  [MAX_RESERVE - 2n, RICH],
  [MAX_RESERVE, MAX_RESERVE],
];

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step["kind"][]>(
    "transfer",
    "transfer",
    "transfer",
    "swap",
    "swap",
    "swap",
    "withdraw",
    "deposit",
    "seed",
    "noop",
  ),
  isForced: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  from: fc.constantFrom(...PLACES),
  to: fc.constantFrom(...PLACES),
  asset: fc.constantFrom<Asset>(0, 1),
  amount: fc.oneof(fc.bigInt({ min: 0n, max: RICH }), fc.constantFrom(0n, 1n, MAX_AMOUNT)),
  leastPercent: fc.constantFrom(0n, 50n, 100n, 101n),
  fee: fc.oneof(fc.bigInt({ min: 0n, max: 5000n }).map(encodeFee), fc.constantFrom(0, (2047 << 5) | 25)),
});

/** A simple model of accounts and pool, independent of the ledger's code. */
class Books {
  readonly accounts: Map<number, Book>;
  reserves: [bigint, bigint];

  constructor(state: State) {
    this.accounts = new Map(
      [...state.accounts()].map(([index, { nonce, balances }]) => [
        index,
        { nonce, balances: [...balances] as [bigint, bigint] },
      ]),
    );
    this.reserves = [...state.reserves];
  }

  /** Percentage of the amount that a swap would buy. */
  bought(asset: Asset, amount: bigint): bigint {
    const [rIn, rOut] = asset === 0 ? this.reserves : [this.reserves[1], this.reserves[0]];
    return rIn === 0n ? 0n : (amount * 997n * rOut) / (rIn * 1000n + amount * 997n);
  }

  /** Applies a transfer, swap or withdrawal. Returns false and changes nothing if it cannot execute. */
  send(tx: Transaction): boolean {
    const { kind, from, to, asset, amount } = tx;
    const sender = this.accounts.get(from)!;
    const other = asset === 0 ? 1 : 0;
    const left: [bigint, bigint] = [...sender.balances];
    left[0] -= decodeFee(tx.fee);
    left[asset] -= amount;
    if (left[0] < 0n || left[1] < 0n) return false;
    if (kind === "withdraw") {
      if (amount === 0n) return false;
    } else if (kind === "swap") {
      const out = this.bought(asset, amount);
      if (this.reserves[0] === 0n || this.reserves[1] === 0n || out === 0n) return false;
      if (out < decodeMinimumOut(to) || this.reserves[asset] + amount > MAX_RESERVE) return false;
      left[other] += out;
      if (left[other] > MAX_BALANCE) return false;
      this.reserves[asset] += amount;
      this.reserves[other] -= out;
    } else {
      const recipient = this.accounts.get(to)!;
      const received = (from === to ? left[asset] : recipient.balances[asset]) + amount;
      if (received > MAX_BALANCE) return false;
      if (from === to) left[asset] = received;
      else recipient.balances[asset] = received;
    }
    sender.balances = left;
    if (!tx.forced) sender.nonce++;
    return true;
  }
}

/**
 * Blocks of random steps over a few accounts and a pool, some of them with balances or reserves at their limits. A simple model,
 * independent of the ledger's code, leaves out invalid steps. Forced transactions that fail are included and marked as failed.
 *
 * @param options.sign - whether signed transactions carry real signatures
 */
export function randomBlock(options: { maxLength: number; sign?: boolean }): fc.Arbitrary<RandomBlock> {
  const { maxLength, sign = false } = options;
  const balances = fc.tuple(fc.constantFrom(...BALANCES), fc.constantFrom(...BALANCES));
  return fc
    .tuple(
      fc.array(balances, { maxLength: 4 }),
      fc.oneof({ weight: 2, arbitrary: fc.constant(RESERVES[0]!) }, fc.constantFrom(...RESERVES)),
      fc.array(step, { minLength: maxLength >> 1, maxLength }),
    )
    .map(([edges, reserves, steps]) => {
      const changes = new Map<number, Partial<Account>>();
      edges.forEach((balances, i) => void changes.set(WORLD_INDICES[i]!, { balances, nonce: NONCES[i]! }));
      const state = testWorld(changes, reserves);
      const books = new Books(state);
      const queue: QueuedMessage[] = [];
      const transactions = steps.flatMap((one) => stepTransaction(one, books, queue, sign) ?? []);
      return {
        state,
        transactions,
        context: { rollupId: ROLLUP_ID, messages: { before: EMPTY_QUEUE, queue }, skipSignatures: !sign },
      };
    });
}

/** The transaction of a step, applied to the model and, if it comes from L1, queued. Undefined if it is not possible. */
function stepTransaction(
  { kind, isForced, from, to, asset, amount, leastPercent, fee }: Step,
  books: Books,
  queue: QueuedMessage[],
  sign: boolean,
): Transaction | undefined {
  switch (kind) {
    case "noop":
      return NOOP;
    case "deposit": {
      const account = books.accounts.get(to) ?? { nonce: 0, balances: [0n, 0n] };
      if (account.balances[asset] + amount > MAX_BALANCE) return undefined;
      account.balances[asset] += amount;
      books.accounts.set(to, account);
      queue.push(message(to, amount, asset));
      return transactionOf(queue.at(-1)!);
    }
    case "seed":
      if (amount === 0n || books.reserves[asset] + amount > MAX_RESERVE) return undefined;
      books.reserves[asset] += amount;
      queue.push(messageOf(seed(amount, asset)));
      return transactionOf(queue.at(-1)!);
    default: {
      const sender = books.accounts.get(from);
      if (sender === undefined || (kind === "transfer" && !books.accounts.has(to))) return undefined;
      const least = (books.bought(asset, amount) * leastPercent) / 100n;
      const target = {
        transfer: to,
        withdraw: 0,
        swap: encodeMinimumOut(least < MAX_AMOUNT ? least : MAX_AMOUNT),
      }[kind];
      const unsigned = { kind, from, to: target, asset, amount, fee, nonce: sender.nonce };
      const tx: Transaction = { ...NOOP, ...unsigned };
      if (isForced) {
        const failed = !books.send(forced(tx));
        queue.push(messageOf(forced(tx)));
        return forced(tx, failed);
      }
      if (sender.nonce >= MAX_NONCE || !books.send(tx)) return undefined;
      return sign ? signTransaction(ROLLUP_ID, unsigned, keyOf(from).secret) : tx;
    }
  }
}
