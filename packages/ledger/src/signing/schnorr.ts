import { createHmac, randomBytes } from "node:crypto";
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import {
  assertFieldElement,
  GRUMPKIN_BETA,
  GRUMPKIN_GENERATOR,
  GRUMPKIN_LATTICE,
  GRUMPKIN_ORDER,
  isPublicKey,
  multiplyAdd,
  type PublicKey,
  poseidon2Hash,
} from "@trellis/field";
import { concatBytes, FIELD_MODULUS, TrellisError, toBigInt, toBytes } from "@trellis/protocol";

/** A user's L2 key (P1.1). `secret` is in 1 … the group's order − 1. */
export interface KeyPair {
  readonly secret: bigint;
  readonly publicKey: PublicKey;
}

/** Bytes of a signature, `s ‖ e`. */
export const SIGNATURE_BYTES = 64;

// For computations with secrets. Public sums use multiplyAdd.
const Point = weierstrass(
  {
    p: FIELD_MODULUS,
    n: GRUMPKIN_ORDER,
    h: 1n,
    a: 0n,
    b: FIELD_MODULUS - 17n,
    Gx: GRUMPKIN_GENERATOR.x,
    Gy: GRUMPKIN_GENERATOR.y,
  },
  { endo: { beta: GRUMPKIN_BETA, basises: GRUMPKIN_LATTICE } },
);

const NONCE_TAG = new TextEncoder().encode("trellis/schnorr/v1");

/**
 * The public key of a secret.
 * @throws TRL-LED-002 if the secret is not in 1 … order − 1.
 */
export function publicKeyOf(secret: bigint): PublicKey {
  assertSecret(secret);
  const { x, y } = Point.BASE.multiply(secret).toAffine();
  return { x, y };
}

/** A new key from the system's random generator. */
export function generateKey(): KeyPair {
  // 64 bytes mod order: the bias is below 2^-250.
  const secret = 1n + (toBigInt(randomBytes(64)) % (GRUMPKIN_ORDER - 1n));
  return { secret, publicKey: publicKeyOf(secret) };
}

/**
 * Signs a field element: `R = k·G`, `e = Poseidon2([R.x, keyX, keyY, hash])`, `s = k − e·secret`. The nonce k is derived only from
 * secret and hash (HMAC-SHA-512), so a signature never depends on a random generator and two hashes never share a nonce.
 * @returns 64 bytes `s ‖ e`.
 * @throws TRL-LED-002 for a bad secret, TRL-LED-001 if the hash is not a field element.
 */
export function sign(secret: bigint, hash: bigint): Uint8Array {
  const key = publicKeyOf(secret);
  assertFieldElement(hash);
  const mac = createHmac("sha512", toBytes(secret, 32)).update(NONCE_TAG).update(toBytes(hash, 32)).digest();
  const k = 1n + (toBigInt(mac) % (GRUMPKIN_ORDER - 1n));
  const e = poseidon2Hash([Point.BASE.multiply(k).x, key.x, key.y, hash]);
  const s = (((k - e * secret) % GRUMPKIN_ORDER) + GRUMPKIN_ORDER) % GRUMPKIN_ORDER;
  return concatBytes(toBytes(s, 32), toBytes(e, 32));
}

/**
 * Whether `signature` is a signature over `hash` by the key (docs/spec/encoding.md). False, never an error, for anything malformed: a wrong
 * length, s not below the order, e or hash not field elements, a key off the curve, a sum at infinity.
 */
export function verify(publicKey: PublicKey, hash: bigint, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || hash < 0n || hash >= FIELD_MODULUS) return false;
  const s = toBigInt(signature.subarray(0, 32));
  const e = toBigInt(signature.subarray(32, 64));
  if (s >= GRUMPKIN_ORDER || e >= FIELD_MODULUS || !isPublicKey(publicKey)) return false;
  const x = multiplyAdd(s, publicKey, e);
  return x !== undefined && poseidon2Hash([x, publicKey.x, publicKey.y, hash]) === e;
}

function assertSecret(secret: bigint): void {
  if (secret <= 0n || secret >= GRUMPKIN_ORDER) {
    throw new TrellisError("TRL-LED-002", "a secret key is a number from 1 to the group's order − 1");
  }
}
