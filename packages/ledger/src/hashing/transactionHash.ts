import { poseidon2Hash } from "@trellis/field";
import { packTransaction, type Transaction, toBigInt } from "@trellis/protocol";

/**
 * `Poseidon2([rollupId, packed, nonce])`: what a user signs and what `txsRoot` is made of. The signature is not part of it.
 * @throws TRL-PRO-012 if a field does not fit its encoding, TRL-LED-001 if rollupId or nonce is no field element.
 */
export function transactionHash(rollupId: bigint, tx: Transaction): bigint {
  return poseidon2Hash([rollupId, toBigInt(packTransaction(tx)), BigInt(tx.nonce)]);
}
