import { sha256 } from "../../packages/protocol/src/encoding/bytes.ts";

/** A secp256k1 key of a scenario's party, from its name. */
export function scenarioKey(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(`trellis scenario ${name}`));
}
