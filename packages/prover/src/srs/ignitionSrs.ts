import { open, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { bn254 } from "@noble/curves/bn254.js";
import { TrellisError } from "@trellis/protocol";
import { G1_POINT_BYTES, g1FromFile } from "./g1FromFile.ts";
import { g2FromFile } from "./g2FromFile.ts";
import type { G2Words, Srs } from "./Srs.ts";

/** tau·G2 of Aztec's Ignition ceremony in the EVM's word order; also the point that `bb` has built in. */
export const IGNITION_G2_WORDS: G2Words = [
  0x260e01b251f6f1c7e7ff4e580791dee8ea51d87a358e038b4efe30fac09383c1n,
  0x0118c4d5b837bcc2bc89b5b398b5974e9f5944073b32078b7e231fec938883b0n,
  0x04fc6369f7110fe3d25156c1bb9a72859cf2a04641f99ba4ee413c80da6a5fe4n,
  0x22febda3c0c0632a56475b4214e5615e11e6dd3f96e6cea2854a87d4dacc5e55n,
];

/**
 * Loads Aztec's Ignition SRS from a folder with `bn254_g1.dat` and `bn254_g2.dat` (as bb.js downloads them, uncompressed).
 *
 * Checked: G2 is the ceremony's point, the first point of G1 is the generator, the second is the ceremony's (by pairing), the last
 * lies on the curve. The points between are not checked, so they must come from a trusted source. A wrong point makes valid proofs
 * fail; it never makes a false proof verify.
 *
 * @throws TRL-PRV-106 naming the file and what is wrong with it.
 */
export async function ignitionSrs({ crsPath }: { readonly crsPath: string }): Promise<Srs> {
  const wrong = (problem: string, cause?: unknown): TrellisError =>
    new TrellisError(
      "TRL-PRV-106",
      `the Ignition SRS cannot be used: ${problem}; put bn254_g1.dat and bn254_g2.dat of Aztec's ceremony into the folder`,
      { crsPath },
      cause,
    );
  let path: string;
  let g2Words: G2Words;
  let size: number;
  try {
    path = await realpath(crsPath);
    g2Words = g2FromFile(await readFile(join(path, "bn254_g2.dat")));
    size = (await stat(join(path, "bn254_g1.dat"))).size;
  } catch (cause) {
    throw wrong("a file is missing, unreadable or of the wrong size", cause);
  }
  if (g2Words.join() !== IGNITION_G2_WORDS.join()) throw wrong("bn254_g2.dat is not the ceremony's point");
  if (size % G1_POINT_BYTES !== 0 || size < 2 * G1_POINT_BYTES) {
    throw wrong("bn254_g1.dat must hold two or more points of 64 bytes each");
  }
  const points = size / G1_POINT_BYTES;
  const handle = await open(join(path, "bn254_g1.dat"));
  try {
    const [first, second, last] = await Promise.all(
      [0, 1, points - 1].map((index) => g1FromFile(handle, index)),
    );
    if (first!.x !== 1n || first!.y !== 2n)
      throw wrong("the first point of bn254_g1.dat is not the generator");
    if (!isOnCurve(second!) || !isTauG1(second!))
      throw wrong("the second point of bn254_g1.dat is not the ceremony's");
    if (!isOnCurve(last!)) throw wrong("the last point of bn254_g1.dat is not on the curve");
  } finally {
    await handle.close();
  }
  return { kind: "ignition", path, points, g2Words };
}

function isOnCurve(point: { x: bigint; y: bigint }): boolean {
  try {
    bn254.G1.Point.fromAffine(point).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/** e(tau·G1, G2) = e(G1, tau·G2). */
function isTauG1(point: { x: bigint; y: bigint }): boolean {
  const { G1, G2 } = bn254;
  const [xc1, xc0, yc1, yc0] = IGNITION_G2_WORDS;
  const tauG2 = G2.Point.fromAffine({ x: { c0: xc0, c1: xc1 }, y: { c0: yc0, c1: yc1 } });
  const product = bn254.pairingBatch([
    { g1: G1.Point.fromAffine(point), g2: G2.Point.BASE },
    { g1: G1.Point.BASE.negate(), g2: tauG2 },
  ]);
  return bn254.fields.Fp12.eql(product, bn254.fields.Fp12.ONE);
}
