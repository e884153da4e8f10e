const P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;

/** Whether (x, y) is a point of secp256k1, y² = x³ + 7, in reduced coordinates. */
export function isSecp256k1Point(x: bigint, y: bigint): boolean {
  return x < P && y < P && (y * y - x * x * x - 7n) % P === 0n;
}
