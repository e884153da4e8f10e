import { addressOf, sha256, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";

/** A secret key for traces, from a name. */
export function secretOf(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(`trellis trace ${name}`));
}

/** Address of the key of that name. */
export function addressFor(name: string): Hex {
  return toHex(addressOf(publicKeyOf(secretOf(name))));
}

/** Deploys the contracts and holds all tokens at first. */
export const BANK = addressFor("bank");
export const PROPOSERS = ["alice", "bob", "carol"] as const;
export const PROPOSER_ADDRESSES: readonly Hex[] = PROPOSERS.map(addressFor);
/** Payout addresses of seats; several seats may share one. */
export const PAYOUTS: readonly Hex[] = ["one", "two", "three", "four"].map((name) =>
  addressFor(`payout ${name}`),
);
export const ZERO_ADDRESS: Hex = `0x${"0".repeat(40)}`;
/** Callers without a role. */
export const CALLERS: readonly Hex[] = [BANK, ...PROPOSER_ADDRESSES, ...PAYOUTS];
