import { bn254 } from "@noble/curves/bn254.js";
import type { G2Words } from "../srs/Srs.ts";

/** Number of fields at the start of a merge's or root's proof: two points of G1, each coordinate `lo | hi << 136`. */
export const ACCUMULATOR_FIELDS = 8;
const LIMB_BITS = 136n;

/**
 * Completes the check of the proofs that a merge's or root's circuit verified: `e(P0, G2) · e(P1, tau·G2) = 1` for the two points in the
 * first eight fields. Only then are those proofs, and all below them, sound.
 *
 * About 0.05 to 0.2 s of computation.
 *
 * @param proof - field elements of a merge's or root's proof
 * @param tauG2 - of the SRS
 */
export function accumulatorHolds(proof: readonly bigint[], tauG2: G2Words): boolean {
  const { G1, G2 } = bn254;
  try {
    const coordinate = (at: number): bigint => {
      const [lo, hi] = [proof[at]!, proof[at + 1]!];
      if (lo >> LIMB_BITS !== 0n || hi >> LIMB_BITS !== 0n) throw new RangeError("limb too large");
      return lo | (hi << LIMB_BITS);
    };
    const points = [0, 4].map((at) => {
      const [x, y] = [coordinate(at), coordinate(at + 2)];
      // (0, 0) stands for infinity.
      if (x === 0n && y === 0n) return G1.Point.ZERO;
      const point = G1.Point.fromAffine({ x, y });
      point.assertValidity();
      return point;
    });
    const [xc1, xc0, yc1, yc0] = tauG2;
    const tau = G2.Point.fromAffine({ x: { c0: xc0, c1: xc1 }, y: { c0: yc0, c1: yc1 } });
    const pairs = [
      { g1: points[0]!, g2: G2.Point.BASE },
      { g1: points[1]!, g2: tau },
    ].filter(({ g1 }) => !g1.is0());
    return pairs.length === 0 || bn254.fields.Fp12.eql(bn254.pairingBatch(pairs), bn254.fields.Fp12.ONE);
  } catch {
    return false;
  }
}
