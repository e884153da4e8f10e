import {
  type Asset,
  EMPTY_QUEUE,
  encodeFee,
  messageOf,
  NO_SIGNATURE,
  NOOP,
  type PoolReserves,
  type QueuedMessage,
  type Transaction,
} from "@trellis/protocol";
import { type KeyPair, publicKeyOf } from "../signing/schnorr.ts";
import {
  type SwapIntent,
  signSwap,
  signTransaction,
  signWithdraw,
  type WithdrawIntent,
} from "../signing/signTransaction.ts";
import type { Account } from "../state/Account.ts";
import { State } from "../state/State.ts";

/** For tests: a rollup, keys and a state in which the accounts at {@link WORLD_INDICES} have 10^9 of both assets. */
export const ROLLUP_ID = (31337n << 160n) | 0xabcdefn;
/** Neighbouring indices, both ends, and indices far apart. */
export const WORLD_INDICES: readonly number[] = [0, 1, 2, 77_777, 524_288, 1_048_575];
/** A place without an account. */
export const EMPTY_INDEX = 3;
export const KEYS: readonly KeyPair[] = Array.from({ length: 8 }, (_, i) => {
  const secret = 1_000_003n * BigInt(i + 1);
  return { secret, publicKey: publicKeyOf(secret) };
});
export const RICH = 1_000_000_000n;
export const NO_MESSAGES = { before: EMPTY_QUEUE, queue: [] } as const;

/** The key of the n-th account of the world. */
export function keyOf(index: number): KeyPair {
  const known = WORLD_INDICES.indexOf(index);
  return KEYS[known === -1 ? 7 : known]!;
}

export function accountOf(index: number, changes: Partial<Account> = {}): Account {
  return { key: keyOf(index).publicKey, nonce: 0, balances: [RICH, RICH], ...changes };
}

export function testWorld(
  changes: ReadonlyMap<number, Partial<Account>> = new Map(),
  reserves: PoolReserves = [RICH, 2n * RICH],
): State {
  return State.of(
    WORLD_INDICES.map((index) => [index, accountOf(index, changes.get(index))] as const),
    reserves,
  );
}

/** A signed transfer with defaults for the fields that a test does not set. */
export function transfer(
  fields: {
    from?: number;
    to?: number;
    asset?: Asset;
    amount?: bigint;
    fee?: bigint | number;
    nonce?: number;
  } = {},
): Transaction {
  const { from = 0, to = 1, asset = 0, amount = 5n, fee = 100n, nonce = 0 } = fields;
  return signTransaction(
    ROLLUP_ID,
    { asset, from, to, amount, fee: typeof fee === "number" ? fee : encodeFee(fee), nonce },
    keyOf(from).secret,
  );
}

/** A signed swap of account 0 with defaults for the fields that a test does not set. */
export function swapOf(fields: Partial<SwapIntent> = {}): Transaction {
  const intent = {
    from: 0,
    asset: 0 as const,
    amount: 1000n,
    minimumOut: 0n,
    fee: 100n,
    nonce: 0,
    ...fields,
  };
  return signSwap(ROLLUP_ID, intent, keyOf(intent.from).secret);
}

/** A signed withdrawal of account 0. */
export function withdraw(fields: Partial<WithdrawIntent> = {}): Transaction {
  const intent = { from: 0, asset: 0 as const, amount: 5n, fee: 100n, nonce: 0, ...fields };
  return signWithdraw(ROLLUP_ID, intent, keyOf(intent.from).secret);
}

/** A transaction in the form of L1's queue: without signature and nonce. */
export function forced(tx: Transaction, failed = false): Transaction {
  return { ...tx, nonce: 0, forced: true, failed, signature: NO_SIGNATURE };
}

/** A seed of the pool. */
export function seed(amount: bigint, asset: Asset = 0): Transaction {
  return { ...NOOP, kind: "seed", asset, amount };
}

/** A message that deposits to the account at `accountIndex` with its key. */
export function message(accountIndex: number, amount: bigint, asset: Asset = 0): QueuedMessage {
  return messageOf(
    { ...NOOP, kind: "deposit", asset, to: accountIndex, amount },
    keyOf(accountIndex).publicKey,
  );
}
