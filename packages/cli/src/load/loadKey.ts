import { GRUMPKIN_ORDER } from "@trellis/ledger";
import { sha256, toBigInt, toBytes } from "@trellis/protocol";

/** The L2 key of a load account: made from the seed, so it secures nothing. */
export function loadKey(seed: string, index: number): bigint {
  const digest = sha256(new TextEncoder().encode(`trellis/load/${seed}/`), toBytes(index, 4));
  return (toBigInt(digest) % (GRUMPKIN_ORDER - 1n)) + 1n;
}
