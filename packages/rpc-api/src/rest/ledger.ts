import { z } from "zod";
import { accountIndex } from "../wire/accountIndex.ts";
import { asset } from "../wire/asset.ts";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { publicKey } from "../wire/publicKey.ts";
import { moment } from "./moment.ts";
import { fromL1 } from "./source.ts";

/** A transaction of a final block. */
export const transactionResource = z.object({
  source: fromL1,
  hash: hexString(32),
  height: count,
  proposalId: hexString(32),
  /** Place in its block. */
  place: count,
  kind: z.enum(["deposit", "transfer", "swap", "withdraw", "seed"]),
  asset,
  /** The sender; null where there is none. */
  from: accountIndex.nullable(),
  /** The recipient on L2; null where there is none. */
  to: accountIndex.nullable(),
  /** Smallest units. */
  amount: decimal,
  /** Of a swap: the least that the sender takes, smallest units of the other asset. */
  minimumOut: decimal.nullable(),
  fee: decimal,
  nonce: count,
  forced: z.boolean(),
  failed: z.boolean(),
  /** When its block became final. */
  finalAt: moment,
});

/** A transaction as programs use it. */
export type TransactionResource = z.output<typeof transactionResource>;

/** An L2 account, as L1 opened it. */
export const accountResource = z.object({
  source: fromL1,
  index: accountIndex,
  owner: hexString(20),
  key: publicKey,
  openedAt: moment,
});

/** What an account has. */
export const accountStanding = z.object({
  /** Of the last final block. */
  height: count,
  /** Of its next signed transaction. */
  nonce: count,
  /** Smallest units of asset 0 and asset 1. */
  balances: z.tuple([decimal, decimal]).readonly(),
});

/** An account as programs use what it has. */
export type AccountStanding = z.output<typeof accountStanding>;

/** An L2 account with what it has. */
export const accountDetail = accountResource.extend({
  /** Null where no node's ledger stands behind the index, and until its node has executed the account's first deposit. */
  standing: accountStanding.nullable(),
});

/** A message that was queued on L1: a deposit, a seed or a forced transaction (P10.3). */
export const messageResource = z.object({
  source: fromL1,
  index: count,
  kind: z.enum(["deposit", "transfer", "swap", "withdraw", "seed"]),
  asset,
  from: accountIndex.nullable(),
  to: accountIndex.nullable(),
  amount: decimal,
  /** Burned for the place in the queue, wei. */
  queueFee: decimal,
  queuedAt: moment,
  /** P10.3: a transaction that its sender has ordered on L1. */
  forced: z.boolean(),
  /** Height of the final block that consumed it; null while it waits. */
  consumedBy: count.nullable(),
  /** P10.2: whether a forced transaction had no effect; null for others, and while it waits. */
  failed: z.boolean().nullable(),
});

/** P10.1: a withdrawal that was claimed on L1. */
export const withdrawalResource = z.object({
  source: fromL1,
  proposalId: hexString(32),
  place: count,
  owner: hexString(20),
  asset,
  amount: decimal,
  claimedAt: moment,
});
