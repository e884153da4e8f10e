import { sha256, toBytes } from "@trellis/protocol";
import { isSecretKey } from "@trellis/protocol/keys";

/** A secp256k1 key of a devnet actor. It is made from the seed, so it does not secure anything. */
export function devnetKey(seed: string, role: string, index: number): Uint8Array {
  for (let attempt = 0; ; attempt++) {
    const key = sha256(
      new TextEncoder().encode(`trellis/devnet/${seed}/${role}/`),
      toBytes(index, 4),
      toBytes(attempt, 4),
    );
    if (isSecretKey(key)) return key;
  }
}
