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

/** An L2 account, as L1 opened it. Balances are the ledger's: ask `trellis_getAccount`. */
export const accountResource = z.object({
  source: fromL1,
  index: accountIndex,
  owner: hexString(20),
  key: publicKey,
  openedAt: moment,
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
  /** Height of the final block that consumed it; null while it waits. */
  consumedBy: count.nullable(),
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
