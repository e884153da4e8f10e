import { addressOf, sha256, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";

/** A secret key for tests, from a name. */
export function secretOf(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(`test ${name}`));
}

export const seatSecret = (seat: number): Uint8Array => secretOf(`seat ${seat}`);
export const addressOfSecret = (secret: Uint8Array): Hex => toHex(addressOf(publicKeyOf(secret)));
