import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Chain } from "./Chain.ts";

/** This node's own seats. @param secretKeys - their secret keys. */
export function ownSeats(chain: Chain, secretKeys: readonly Uint8Array[]): (seat: number) => boolean {
  const own = new Set(secretKeys.map((key) => toHex(addressOf(publicKeyOf(key)))));
  return (seat) => {
    const key = own.size === 0 ? undefined : chain.seats.key(seat);
    return key !== undefined && own.has(toHex(addressOf(key)));
  };
}
