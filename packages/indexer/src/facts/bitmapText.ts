import { ProverBitmap, toBytes, toHex } from "@trellis/protocol";

/** The 8 words of a bitmap in a row, hexadecimal. */
export function bitmapText(words: readonly bigint[]): string {
  return words.map((word) => toHex(toBytes(word, 32)).slice(2)).join("");
}

/** Inverse of {@link bitmapText}. */
export function bitmapOf(text: string): ProverBitmap {
  return ProverBitmap.fromWords(
    Array.from({ length: 8 }, (_, i) => BigInt(`0x${text.slice(64 * i, 64 * i + 64)}`)),
  );
}
