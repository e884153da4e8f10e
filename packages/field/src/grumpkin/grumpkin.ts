import { FIELD_MODULUS } from "../modulus.ts";

/** A point on Grumpkin other than infinity, in affine coordinates: two field elements. */
export interface PublicKey {
  readonly x: bigint;
  readonly y: bigint;
}

/** Order of Grumpkin's group: the base field of BN254, a little above the circuits' field. */
export const GRUMPKIN_ORDER = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
/** Generator of y² = x³ − 17 over BN254's scalar field; the cofactor is 1. */
export const GRUMPKIN_GENERATOR: PublicKey = {
  x: 1n,
  y: 17631683881184975370165255887551781615748388533673675138860n,
};
/** β with β³ = 1: since the curve has a = 0, (x, y) → (β·x, y) is multiplication by a constant λ. */
export const GRUMPKIN_BETA = 0xb3c4d79d41a917585bfc41088d8daaa78b17ea66b99c90ddn;
/** Reduced basis of the pairs (a, b) with a + b·λ = 0 mod the order. */
export const GRUMPKIN_LATTICE: [[bigint, bigint], [bigint, bigint]] = [
  [0x89d3256894d213e2n, -0x6f4d8248eeb859fc8211bbeb7d4f1129n],
  [0x6f4d8248eeb859fd0be4e1541221250bn, 0x89d3256894d213e2n],
];

/** Whether the coordinates are canonical and on the curve. */
export function isPublicKey({ x, y }: PublicKey): boolean {
  if (x < 0n || y < 0n || x >= FIELD_MODULUS || y >= FIELD_MODULUS) return false;
  return (y * y - x * x * x + 17n) % FIELD_MODULUS === 0n;
}
