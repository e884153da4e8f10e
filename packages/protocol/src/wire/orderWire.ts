import { FIELD_MODULUS } from "@trellis/field";
import { concatBytes, toBigInt } from "../encoding/bytes.ts";
import { isWellFormed, packHead, type Transaction, unpackHead } from "../transactions/Transaction.ts";

type TransactionWire = ReturnType<typeof transactionToWire>;

export function transactionToWire({ kind, asset, forced, failed, ...rest }: Transaction) {
  return { ...rest, head: packHead({ kind, asset, forced, failed }) };
}

/** @throws Error for a head that no transaction has. */
export function transactionFromWire({
  head,
  from,
  to,
  amount,
  fee,
  nonce,
  signature,
}: TransactionWire): Transaction {
  const fields = unpackHead(head);
  if (fields === undefined) throw new Error(`no transaction begins with ${head}`);
  const { kind, asset, forced, failed } = fields;
  // Written out, because a copy of all fields of an object takes half as much memory again.
  return { kind, asset, from, to, amount, fee, nonce, forced, failed, signature };
}

/**
 * Puts the signatures of one message, just decoded, into one buffer. Each would take some 180 bytes more in a buffer of its own, and a block
 * has thousands.
 */
export function shareSignatures<Signed extends { readonly signature: Uint8Array }>(
  decoded: readonly Signed[],
): readonly Signed[] {
  const shared = concatBytes(...decoded.map(({ signature }) => signature));
  let end = 0;
  for (const one of decoded) {
    const start = end;
    end += one.signature.length;
    Object.assign(one, { signature: shared.subarray(start, end) });
  }
  return decoded;
}

/** What a proposer committed to. `secret` is a field element of 32 bytes. */
interface Order {
  readonly secret: Uint8Array;
  readonly transactions: readonly Transaction[];
}

/** P6.1: a revealed order without its trailing no-ops. */
export function orderToWire({ secret, transactions }: Order) {
  const used = transactions.findLastIndex(({ kind }) => kind !== "noop") + 1;
  return { secret, transactions: transactions.slice(0, used).map(transactionToWire) };
}

/** @throws Error for an order that no block has, or that is not in its only form. */
export function orderFromWire({ secret, transactions: wire }: ReturnType<typeof orderToWire>): Order {
  const transactions = wire.map(transactionFromWire);
  if (!transactions.every(isWellFormed)) throw new Error("a block cannot hold one of the transactions");
  // P6.1: trailing no-ops or a secret above the field would be a second form of the same order.
  if (transactions.at(-1)?.kind === "noop") throw new Error("trailing no-ops must be left out");
  if (toBigInt(secret) >= FIELD_MODULUS) throw new Error("the secret is not a field element");
  return { secret, transactions: shareSignatures(transactions) };
}
