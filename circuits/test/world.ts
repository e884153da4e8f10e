import { type RollupDomain, rollupId, sha256, splitHash, toBytes } from "@trellis/protocol";

/** The rollup and the proposal of the tests' blocks. */
export const DOMAIN: RollupDomain = { chainId: 31337n, rollup: sha256(toBytes(1, 1)).slice(0, 20) };
export const ROLLUP_ID = rollupId(DOMAIN);
export const PROPOSAL_ID = sha256(toBytes(2, 1));

/** A 256-bit hash as a circuit's `Hash256`. */
export function hashInput(hash: Uint8Array): { hi: string; lo: string } {
  const [hi, lo] = splitHash(hash);
  return { hi: String(hi), lo: String(lo) };
}
