import {
  decodeFee,
  decodeMinimumOut,
  isSameTransaction,
  isSigned,
  type PoolReserves,
  swap,
  swapOutput,
  type Transaction,
} from "@trellis/protocol";
import { isWellFormed } from "../execution/isWellFormed.ts";
import { SIGNATURE_BYTES } from "../signing/schnorr.ts";
import { type Account, MAX_NONCE } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import type { Evictable } from "./EvictionQueue.ts";
import type { MempoolLimits } from "./MempoolLimits.ts";
import type { Refusal } from "./Refusal.ts";

/** The facts about a waiting transaction on which the admission of others depends. */
export interface AdmittedTransaction {
  readonly tx: Transaction;
  /** Units of asset 0. */
  readonly fee: bigint;
  /** A swap for which the pool does not pay enough now. */
  readonly isStale: boolean;
}

/** The inputs of a transaction's admission besides the transaction. */
export interface AdmissionView {
  /** The head's. */
  readonly state: Pick<State, "account" | "reserves">;
  readonly limits: MempoolLimits;
  /** A sender's waiting transactions, by nonce. */
  waitingOf(from: number): ReadonlyMap<number, AdmittedTransaction>;
  /** What a sender's waiting transactions cost, as {@link costOf} adds it up. */
  costOfWaiting(from: number): readonly [bigint, bigint];
  /** Whether there is room for a further transaction. */
  readonly isFull: boolean;
  /** In a full mempool: the transaction to evict for one with this sender and nonce. Undefined if none may be evicted. */
  victimFor(from: number, nonce: number): Pick<Evictable, "fee" | "isReady"> | undefined;
}

/** A replacement's fee must be at least this percentage of the replaced transaction's fee. */
const REPLACEMENT_PERCENT = 110n;

/**
 * P10.1: why a mempool does not admit a transaction, or undefined if it does. This is the only rule of admission: the mempool and gossip
 * both follow it. Cheap checks come first. The signature is the most expensive check, so it is left to the caller.
 *
 * TRL-LED-053 means that the same transaction already waits. The other codes say why it cannot be admitted: TRL-LED-010, 013, 014, 023,
 * 024, 050 … 052, 054 … 057.
 */
export function admissionFault(tx: Transaction, view: AdmissionView): Refusal | undefined {
  return formFault(tx) ?? stateFault(tx, view) ?? placeFault(tx, view);
}

/** The least fee, in units of asset 0, that takes the place of a waiting transaction of the same sender and nonce. */
export function replacementFee(replaced: bigint): bigint {
  const percent = (replaced * REPLACEMENT_PERCENT + 99n) / 100n;
  return percent > replaced ? percent : replaced + 1n;
}

/** Faults that do not depend on the state. */
function formFault(tx: Transaction): Refusal | undefined {
  if (!isSigned(tx) || tx.failed) {
    return {
      code: "TRL-LED-050",
      reason: "kind_not_sent",
      message: "users send transfers, swaps and withdrawals; all else comes from L1",
      context: { kind: tx.kind, forced: tx.forced },
    };
  }
  if (!isWellFormed(tx) || tx.signature.length !== SIGNATURE_BYTES) {
    const { from, to, fee, nonce, signature } = tx;
    return {
      code: "TRL-LED-010",
      reason: "field_out_of_range",
      message: "a field of the transaction is out of range",
      context: { from, to, fee, nonce, signatureBytes: signature.length },
    };
  }
  return undefined;
}

/** Faults against the head's state. */
function stateFault(tx: Transaction, { state, limits }: AdmissionView): Refusal | undefined {
  const account = state.account(tx.from);
  if (account === undefined) return noSender(tx);
  if (tx.kind === "transfer" && state.account(tx.to) === undefined) return noRecipient(tx);
  if (tx.kind === "withdraw" && tx.amount === 0n) {
    return {
      code: "TRL-LED-024",
      reason: "withdrawal_of_nothing",
      message: "a withdrawal must be of at least 1 unit",
      context: { from: tx.from },
    };
  }
  if (!isSwappable(state.reserves, tx)) {
    return {
      code: "TRL-LED-023",
      reason: "swap_not_possible",
      message: "the pool pays less than the minimum now; lower the minimum",
      context: {
        asset: tx.asset,
        amount: tx.amount,
        minimumOut: decodeMinimumOut(tx.to),
        out: swapOutput(state.reserves, tx.asset, tx.amount),
      },
    };
  }
  const fee = decodeFee(tx.fee);
  if (fee < limits.minimumFee) {
    return {
      code: "TRL-LED-057",
      reason: "fee_below_minimum",
      message: "the fee is below this node's minimum",
      context: { fee, minimum: limits.minimumFee },
    };
  }
  if (tx.nonce < account.nonce) return nonceUsed(tx, account);
  return isTooFarAhead(tx, account, limits) || tx.nonce >= MAX_NONCE
    ? nonceTooFarAhead(tx, account, limits)
    : undefined;
}

/** Faults against the waiting transactions. */
function placeFault(tx: Transaction, view: AdmissionView): Refusal | undefined {
  const account = view.state.account(tx.from)!;
  const waiting = view.waitingOf(tx.from);
  const fee = decodeFee(tx.fee);
  const replaced = waiting.get(tx.nonce);
  if (replaced !== undefined && isSameTransaction(replaced.tx, tx)) {
    return {
      code: "TRL-LED-053",
      reason: "waiting",
      message: "this node already has the transaction",
      context: { from: tx.from, nonce: tx.nonce },
    };
  }
  if (replaced !== undefined && fee < replacementFee(replaced.fee)) {
    return {
      code: "TRL-LED-054",
      reason: "replacement_pays_too_little",
      message: "a replacement must pay at least 10 % more than what it replaces",
      context: { fee, replaces: replaced.fee },
    };
  }
  const needed = costOf([{ tx, fee }], view.costOfWaiting(tx.from));
  if (replaced !== undefined) {
    needed[0] -= replaced.fee;
    needed[replaced.tx.asset] -= replaced.tx.amount;
  }
  if (!covers(account, needed)) return balanceTooLow(tx, account, needed);
  if (replaced !== undefined || !view.isFull) return undefined;
  const victim = view.victimFor(tx.from, tx.nonce);
  const isReady = firstBlocked(account, waiting) >= tx.nonce;
  const isBetter = victim !== undefined && (isReady === victim.isReady ? fee > victim.fee : isReady);
  return isBetter ? undefined : mempoolFull(fee);
}

/** The first nonce, from the account's on, without a waiting transaction or with a swap that cannot be next. */
export function firstBlocked(
  { nonce: next }: Pick<Account, "nonce">,
  waiting: ReadonlyMap<number, Pick<AdmittedTransaction, "isStale">>,
): number {
  let nonce = next;
  while (waiting.get(nonce)?.isStale === false) nonce++;
  return nonce;
}

/** Whether a swap can execute on the current pool; true for other kinds. */
export function isSwappable(reserves: PoolReserves, tx: Transaction): boolean {
  return tx.kind !== "swap" || swap(reserves, tx.asset, tx.amount, decodeMinimumOut(tx.to)) !== undefined;
}

/** Units of both assets that transactions cost their sender, added to `before`. Does not count what it may receive meanwhile. */
export function costOf(
  transactions: Iterable<Pick<AdmittedTransaction, "tx" | "fee">>,
  before: readonly [bigint, bigint] = [0n, 0n],
): [bigint, bigint] {
  const cost: [bigint, bigint] = [...before];
  for (const { tx, fee } of transactions) {
    cost[0] += fee;
    cost[tx.asset] += tx.amount;
  }
  return cost;
}

/** Whether an account can pay a cost. */
export function covers({ balances }: Account, cost: readonly [bigint, bigint]): boolean {
  return cost[0] <= balances[0] && cost[1] <= balances[1];
}

/** Whether a nonce lies beyond the window that begins at the account's nonce. */
export function isTooFarAhead(
  { nonce }: Pick<Transaction, "nonce">,
  account: Pick<Account, "nonce">,
  { perAccount }: Pick<MempoolLimits, "perAccount">,
): boolean {
  return nonce - account.nonce >= perAccount;
}

export const noSender = ({ from }: Transaction): Refusal => ({
  code: "TRL-LED-013",
  reason: "account_unknown",
  message: "the sender has no account: deposit on L1 first",
  context: { from },
});

export const noRecipient = ({ to }: Transaction): Refusal => ({
  code: "TRL-LED-014",
  reason: "recipient_unknown",
  message: "the recipient has no account",
  context: { to },
});

export const nonceUsed = ({ nonce }: Transaction, account: Account): Refusal => ({
  code: "TRL-LED-051",
  reason: "nonce_used",
  message: "the nonce has been used",
  context: { nonce, next: account.nonce },
});

export const nonceTooFarAhead = (
  { nonce }: Transaction,
  account: Account,
  { perAccount }: MempoolLimits,
): Refusal => ({
  code: "TRL-LED-052",
  reason: "nonce_too_far_ahead",
  message: "the nonce is too far ahead of the sender's next nonce",
  context: { nonce, next: account.nonce, window: perAccount },
});

export const balanceTooLow = (
  { from }: Transaction,
  { balances }: Account,
  [needed0, needed1]: readonly [bigint, bigint],
): Refusal => ({
  code: "TRL-LED-055",
  reason: "balance_too_low",
  message: "the sender cannot pay for this transaction together with its pending ones",
  context: { from, needed0, needed1, balance0: balances[0], balance1: balances[1] },
});

/** @param fee - of the transaction that is refused or evicted. */
export const mempoolFull = (fee: bigint): Refusal => ({
  code: "TRL-LED-056",
  reason: "mempool_full",
  message: "the mempool is full of transactions that pay more: raise the fee",
  context: { fee },
});
