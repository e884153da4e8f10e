import { toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Chain } from "./Chain.ts";

/**
 * This node's own seats: those whose key it has.
 * @param secretKeys - their secret keys.
 * @returns whether a seat is this node's: now, or in the set of seats with a root. A seat can get another owner (R4). A block's pay belongs
 * to the owner in its round. For a set that the node no longer keeps, the present set counts.
 */
export function ownSeats(
  chain: Chain,
  secretKeys: readonly Uint8Array[],
): (seat: number, root?: bigint) => boolean {
  const own = new Set(secretKeys.map((key) => toHex(publicKeyOf(key))));
  return (seat, root) => {
    if (own.size === 0) return false;
    const isKnown = root !== undefined && chain.seats.hasRoot(root);
    const key = chain.seats.key(seat, isKnown ? root : undefined);
    return key !== undefined && own.has(toHex(key));
  };
}
