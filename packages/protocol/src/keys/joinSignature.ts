import { joinDigest, type RegistryJoin } from "../seats/RegistryJoin.ts";
import { signDigest, verifyDigest } from "./secp256k1.ts";

/** The 64-byte signature r‖s, low s, by which the key of `secretKey` joins. Throws as {@link joinDigest}, and TRL-PRO-021. */
export function signJoin(join: RegistryJoin, secretKey: Uint8Array): Uint8Array {
  return signDigest(joinDigest(join), secretKey);
}

/** Whether the owner of the 64-byte key agreed to this join. Throws as {@link joinDigest}. */
export function verifyJoin(join: RegistryJoin, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verifyDigest(joinDigest(join), signature, publicKey);
}
