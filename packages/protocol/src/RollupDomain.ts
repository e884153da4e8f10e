import { concatBytes, exactly, toBigInt, toBytes } from "./encoding/bytes.ts";

/** What ties every signature and proof to one rollup: the L1 chain's id (below 2^64) and the rollup contract's 20-byte address. */
export interface RollupDomain {
  readonly chainId: bigint;
  readonly rollup: Uint8Array;
}

/**
 * `chainId · 2^160 + rollup`: the rollup's name as one field element.
 * @throws TRL-PRO-001 for a chain id of more than 64 bits, TRL-PRO-017 for an address that is not 20 bytes long.
 */
export function rollupId(domain: RollupDomain): bigint {
  return toBigInt(domainBytes(domain));
}

/** `chainId(8) ‖ rollup(20)`: the domain inside SHA-256 digests. Throws as {@link rollupId} does. */
export function domainBytes(domain: RollupDomain): Uint8Array {
  return concatBytes(toBytes(domain.chainId, 8), exactly(domain.rollup, 20));
}
