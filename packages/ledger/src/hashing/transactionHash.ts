import { poseidon2Hash } from "@trellis/field";
import { packTransaction, type Transaction, toBigInt } from "@trellis/protocol";

/**
 * `Poseidon2([rollupId, packed, nonce])`: the hash that a user signs, and the entry of `txsRoot`. It does not cover the signature.
 * @throws TRL-PRO-012 if a field does not fit its encoding, TRL-LED-001 if rollupId or nonce is not a field element.
 */
export function transactionHash(rollupId: bigint, tx: Transaction): bigint {
  return poseidon2Hash([rollupId, toBigInt(packTransaction(tx)), BigInt(tx.nonce)]);
}
