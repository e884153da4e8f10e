import { TrellisError } from "@trellis/field";
import secp from "secp256k1";
import { addressOf } from "../encoding/addressOf.ts";
import { exactly } from "../encoding/bytes.ts";

/** Replaces the library's errors for a bad key with one code. The error never contains the key. */
function assertSecretKey(secretKey: Uint8Array): void {
  if (secretKey.length !== 32 || !secp.privateKeyVerify(secretKey)) {
    throw new TrellisError(
      "TRL-PRO-021",
      "a secp256k1 secret key is 32 bytes, not zero and below the group order",
    );
  }
}

/**
 * The 64-byte public key keyX‖keyY of a 32-byte secret key.
 * @throws TRL-PRO-021 if the secret key is not valid.
 */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  assertSecretKey(secretKey);
  return secp.publicKeyCreate(secretKey, false).slice(1);
}

/**
 * Signs a 32-byte digest without hashing it again: 64 bytes r‖s, low s (deterministic, RFC 6979).
 * @throws TRL-PRO-021 if the secret key is not valid, TRL-PRO-017 for a digest of the wrong length.
 */
export function signDigest(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  assertSecretKey(secretKey);
  return secp.ecdsaSign(exactly(digest, 32), secretKey).signature;
}

/**
 * Signs a 32-byte digest without hashing it again: 65 bytes r‖s‖v with v 27 or 28, as `ecrecover` takes it.
 * @throws TRL-PRO-021 if the secret key is not valid, TRL-PRO-017 for a digest of the wrong length.
 */
export function signRecoverable(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  assertSecretKey(secretKey);
  const { signature, recid } = secp.ecdsaSign(exactly(digest, 32), secretKey);
  const wire = new Uint8Array(65);
  wire.set(signature);
  wire[64] = 27 + recid;
  return wire;
}

/** Whether `signature` (64 bytes, low s) over `digest` is by the owner of the 64-byte `publicKey`. Never throws. */
export function verifyDigest(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 64 || digest.length !== 32) return false;
  const key = new Uint8Array(65);
  key[0] = 4;
  key.set(publicKey, 1);
  try {
    return secp.ecdsaVerify(signature, digest, key);
  } catch {
    return false;
  }
}

/** What the owner of a key is said to have signed. */
export interface SignedDigest {
  /** 32 bytes. */
  readonly digest: Uint8Array;
  /** 64 bytes r‖s. */
  readonly signature: Uint8Array;
  /** 64 bytes. */
  readonly key: Uint8Array;
}

/** The index of the first signature that is not its key's, or −1. Never throws. */
export function firstForged(signatures: readonly SignedDigest[]): number {
  return signatures.findIndex(({ digest, signature, key }) => !verifyDigest(digest, signature, key));
}

/** The 20-byte address that made a 65-byte signature (v 27 or 28, low s) over `digest`, or undefined if it is not valid. Never throws. */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  const v = signature[64];
  if (signature.length !== 65 || digest.length !== 32 || (v !== 27 && v !== 28)) return undefined;
  const rs = signature.slice(0, 64);
  try {
    const key = secp.ecdsaRecover(rs, v - 27, digest, false);
    // ecrecover accepts low and high s. A signature must have a single form, so only low s is accepted here.
    return secp.ecdsaVerify(rs, digest, key) ? addressOf(key.slice(1)) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether 32 bytes are a valid secret key: a number from 1 to the group order − 1. */
export function isSecretKey(bytes: Uint8Array): boolean {
  return bytes.length === 32 && secp.privateKeyVerify(bytes);
}
