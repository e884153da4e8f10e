import { exactly, keccak256 } from "./bytes.ts";

/**
 * The 20-byte Ethereum address of a 64-byte public key.
 * @throws TRL-PRO-017 for a key of the wrong length.
 */
export function addressOf(publicKey: Uint8Array): Uint8Array {
  return keccak256(exactly(publicKey, 64)).slice(12);
}
