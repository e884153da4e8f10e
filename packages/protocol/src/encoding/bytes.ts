import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { TrellisError } from "@trellis/field";

/** Joins byte arrays in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** SHA-256 of the concatenated parts. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return nobleSha256(parts.length === 1 ? parts[0]! : concatBytes(...parts));
}

/** Keccak-256 of the concatenated parts. */
export function keccak256(...parts: readonly Uint8Array[]): Uint8Array {
  return keccak_256(parts.length === 1 ? parts[0]! : concatBytes(...parts));
}

/**
 * Big-endian encoding of a non-negative integer in exactly `length` bytes.
 * @throws TRL-PRO-001 if the value is negative, fractional or too large.
 */
export function toBytes(value: bigint | number, length: number): Uint8Array {
  // A fraction or a number beyond the safe integers is not an integer: it stays "rest" and is refused.
  let rest = typeof value === "bigint" || Number.isSafeInteger(value) ? BigInt(value) : -1n;
  const bytes = new Uint8Array(length);
  if (rest >= 0n) {
    let end = length;
    // Eight bytes at a time: arithmetic with bigints costs more than what is done with the result.
    for (const view = new DataView(bytes.buffer); end >= 8; end -= 8) {
      view.setBigUint64(end - 8, BigInt.asUintN(64, rest));
      rest >>= 64n;
    }
    for (; end > 0; end--) {
      bytes[end - 1] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }
  if (rest !== 0n) {
    throw new TrellisError("TRL-PRO-001", `an integer does not fit ${length} bytes`, {
      value: String(value),
    });
  }
  return bytes;
}

/**
 * Returns the same bytes after checking that there are `length` of them. A digest's fields have fixed lengths: otherwise two
 * messages could share one digest.
 * @throws TRL-PRO-017 otherwise.
 */
export function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) {
    throw new TrellisError("TRL-PRO-017", `expected exactly ${length} bytes`, { bytes: bytes.length });
  }
  return bytes;
}

/** The big-endian integer that the bytes encode. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}

/** `0x…` of the bytes, lower case. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/**
 * The bytes of a `0x…` string with an even number of hex digits.
 * @throws TRL-PRO-002 if it is anything else.
 */
export function fromHex(hex: string): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) {
    throw new TrellisError("TRL-PRO-002", "expected 0x and an even number of hexadecimal digits", {
      got: hex.length > 80 ? `${hex.slice(0, 80)}…` : hex,
    });
  }
  return Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
}

/** Whether two byte arrays are equal. Not constant time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * A 256-bit hash as two field elements `[hi, lo]` of 128 bits each, as the circuits take it.
 * @throws TRL-PRO-017 if it is not 32 bytes long.
 */
export function splitHash(hash: Uint8Array): [hi: bigint, lo: bigint] {
  exactly(hash, 32);
  return [toBigInt(hash.subarray(0, 16)), toBigInt(hash.subarray(16, 32))];
}

/** Inverse of {@link splitHash}. */
export function joinHash(hi: bigint, lo: bigint): Uint8Array {
  return concatBytes(toBytes(hi, 16), toBytes(lo, 16));
}
