/**
 * A structured reference string on disk, ready for the prover.
 *
 * - `development`: its secret is public; makes proofs for local development chains only.
 * - `ignition`: Aztec's public ceremony; for every other chain.
 */
export type Srs = {
  readonly kind: "development" | "ignition";
  /** Folder holding `bn254_g1.dat` and `bn254_g2.dat`. */
  readonly path: string;
  /** Powers of tau in `bn254_g1.dat`: circuits of up to `points - 1` rows can be proven. */
  readonly points: number;
  /** tau·G2 as the EVM's pairing precompile takes it: x.c1, x.c0, y.c1, y.c0. */
  readonly g2Words: G2Words;
};

/** A point of G2 in the EVM's order: x.c1, x.c0, y.c1, y.c0. */
export type G2Words = readonly [bigint, bigint, bigint, bigint];
