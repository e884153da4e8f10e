import { concatBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";

/** P2.1: the registry that a seat key agrees to join, and where the seat's rewards and its stake go. */
export interface RegistryJoin {
  readonly chainId: bigint;
  /** 20 bytes. */
  readonly registry: Uint8Array;
  /** 20 bytes: the seat's owner. */
  readonly payout: Uint8Array;
}

const TAG = new TextEncoder().encode("trellis/join/v1\0");

/**
 * SHA-256 digest that a seat's key signs to join (P2.1). It includes the payout address, so nobody can register a key that they do
 * not hold, or take over the seat of another's pending call.
 * @throws TRL-PRO-001 for a chain id of more than 64 bits, TRL-PRO-017 for an address that is not 20 bytes long.
 */
export function joinDigest({ chainId, registry, payout }: RegistryJoin): Uint8Array {
  return sha256(concatBytes(TAG, toBytes(chainId, 8), exactly(registry, 20), exactly(payout, 20)));
}
