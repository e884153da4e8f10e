import { isSigned, isWellFormed, packTransaction, type Transaction, toHex } from "@trellis/protocol";
import { ACCEPT, ignore, type Judgement, reject } from "../Verdict.ts";
import type { ValidationEnvironment } from "./Validator.ts";

/** P10.1, P10.2: a transfer, swap or withdrawal that its sender's account can still run. */
export async function validateTransaction(
  transaction: Transaction,
  environment: ValidationEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, heavy, isOwn } = environment;

  // P10.1 [REJECT] users send transfers, swaps and withdrawals; all else is made by the proposer or comes from L1
  if (!isSigned(transaction)) return reject("kind_not_sent");
  // P10.2 [REJECT] every field fits its packed form, fee and least amount decode, nothing unused is set
  if (!isWellFormed(transaction)) return reject("field_out_of_range");

  // [IGNORE] the transaction has not been seen; another signature makes it no other transaction
  const key = `${toHex(packTransaction(transaction))}/${transaction.nonce}`;
  if (memory.transactions.has(key)) return ignore("known");
  // P10.1 [IGNORE] the sender's account exists
  const next = context.nextNonce(transaction.from);
  if (next === undefined) return ignore("account_unknown");
  // P10.1 [IGNORE] the nonce is not used, nor far ahead
  if (transaction.nonce < next) return ignore("nonce_used");
  if (transaction.nonce > next + limits.nonceAhead) return ignore("nonce_too_far_ahead");
  // [IGNORE] a transaction is replaced a few times only
  const nonceKey = `${transaction.from}/${transaction.nonce}`;
  const isExcess = (): boolean => (memory.nonceCounts.get(nonceKey) ?? 0) >= limits.transactionsPerNonce;
  if (isExcess()) return ignore("too_many_of_nonce");

  // P1.1 [REJECT] Schnorr signature by the sender's key
  const isAuthentic = isOwn || (await heavy.run(() => context.verifyTransaction(transaction)));
  if (isAuthentic === undefined) return ignore("busy");
  if (!isAuthentic) return reject("signature_invalid");

  // [IGNORE] no copy was faster
  if (memory.transactions.has(key)) return ignore("known");
  if (isExcess()) return ignore("too_many_of_nonce");
  memory.transactions.set(key, true);
  memory.nonceCounts.set(nonceKey, (memory.nonceCounts.get(nonceKey) ?? 0) + 1);
  return ACCEPT;
}
