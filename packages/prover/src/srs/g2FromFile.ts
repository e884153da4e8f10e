import { TrellisError } from "@trellis/protocol";
import type { G2Words } from "./Srs.ts";

/** Bytes of `bn254_g2.dat`: x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1, 32 bytes each, big-endian. */
export const G2_FILE_BYTES = 128;

/** Reads `bn254_g2.dat` into the EVM's word order. @throws TRL-PRV-101 when the length is wrong. */
export function g2FromFile(bytes: Uint8Array): G2Words {
  if (bytes.length !== G2_FILE_BYTES) {
    throw new TrellisError("TRL-PRV-101", "bn254_g2.dat must be 128 bytes: replace it", {
      bytes: bytes.length,
    });
  }
  const word = (at: number): bigint =>
    BigInt(`0x${Buffer.from(bytes.subarray(at, at + 32)).toString("hex")}`);
  return [word(32), word(0), word(96), word(64)];
}

/** The inverse of {@link g2FromFile}. */
export function g2ToFile(words: G2Words): Uint8Array {
  const [xc1, xc0, yc1, yc0] = words;
  return Buffer.from([xc0, xc1, yc0, yc1].map((word) => word.toString(16).padStart(64, "0")).join(""), "hex");
}
