import { GRUMPKIN_ORDER } from "@trellis/field";
import { sha256, toBigInt, toBytes } from "@trellis/protocol";

/** The L2 key of a devnet actor: made from the seed, so it is not secret. */
export function l2Key(seed: string, role: "load" | "builder", index: number): bigint {
  const digest = sha256(new TextEncoder().encode(`trellis/${role}/${seed}/`), toBytes(index, 4));
  return (toBigInt(digest) % (GRUMPKIN_ORDER - 1n)) + 1n;
}
