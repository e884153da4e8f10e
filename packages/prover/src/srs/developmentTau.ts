import { FIELD_MODULUS, sha256, toBigInt } from "@trellis/protocol";

/** The public seed of the development SRS. Its secret is known to everybody, so the SRS secures nothing. */
export const DEVELOPMENT_SRS_SEED = "trellis development srs v1: a public seed, secures nothing";

/**
 * The secret of the development SRS: 512 bits of SHA-256 over the public seed, reduced into the scalar field, so that every
 * machine generates the same SRS, keys, verifier and addresses.
 */
export function developmentTau(): bigint {
  const seed = new TextEncoder().encode(DEVELOPMENT_SRS_SEED);
  const wide = new Uint8Array(64);
  wide.set(sha256(seed, Uint8Array.of(0)), 0);
  wide.set(sha256(seed, Uint8Array.of(1)), 32);
  return toBigInt(wide) % FIELD_MODULUS;
}
