import { decodeMinimumOut, type PoolReserves, swapOutput, type Transaction } from "@trellis/protocol";
import type { Account } from "../state/Account.ts";
import { type AdmittedTransaction, firstBlocked } from "./admissionFault.ts";

/** What keeps a waiting transaction out of the next block, whatever its fee. */
export type Obstacle =
  /** The sender's swap under this nonce asks for `minimumOut`, and the pool pays `out` now. */
  | { readonly reason: "price"; readonly nonce: number; readonly minimumOut: bigint; readonly out: bigint }
  /** No transaction of the sender waits under this nonce, and it must come first. */
  | { readonly reason: "gap"; readonly nonce: number };

/**
 * Finds what a sender's transaction waits for: a swap of the sender, itself or one before it, or a nonce that is missing.
 * @param waiting - the sender's waiting transactions, by nonce.
 * @returns undefined if it may be in the next block.
 */
export function obstacleOf(
  tx: Transaction,
  account: Account,
  waiting: ReadonlyMap<number, AdmittedTransaction>,
  reserves: PoolReserves,
): Obstacle | undefined {
  const nonce = firstBlocked(account, waiting);
  if (nonce > tx.nonce) return undefined;
  const blocked = waiting.get(nonce)?.tx;
  if (blocked === undefined) return { reason: "gap", nonce };
  const out = swapOutput(reserves, blocked.asset, blocked.amount);
  return { reason: "price", nonce, minimumOut: decodeMinimumOut(blocked.to), out };
}
