import { concatBytes, fromHex, toBigInt, toBytes } from "@trellis/protocol";

/** Order of secp256k1's group. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Reads a signature as signing services write it: hex of r‖s‖v, with v as 0, 1, 27 or 28, and either s. Of the two forms of one signature
 * L1 and peers take the one with low s.
 * @returns 65 bytes r‖s‖v, low s, v 27 or 28; undefined if the text is no signature. Whose it is remains to be checked.
 */
export function parseSignature(text: string): Uint8Array | undefined {
  if (!/^0x[0-9a-fA-F]{130}$/.test(text)) return undefined;
  const bytes = fromHex(text);
  const r = bytes.subarray(0, 32);
  const s = toBigInt(bytes.subarray(32, 64));
  const parity = bytes[64]! >= 27 ? bytes[64]! - 27 : bytes[64]!;
  if (parity > 1 || s === 0n || s >= ORDER) return undefined;
  const isHigh = s > ORDER / 2n;
  return concatBytes(
    r,
    toBytes(isHigh ? ORDER - s : s, 32),
    Uint8Array.of(27 + (isHigh ? 1 - parity : parity)),
  );
}
