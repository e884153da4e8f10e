import { toHex } from "@trellis/protocol";
import type { ProvenBlock } from "../chain/Chain.ts";

/** Whether contributions are those of the block proof that L1 accepted for a block (P7.1). */
export function isAccepted(
  proven: Pick<ProvenBlock, "contributionsHash">,
  contributionsHash: Uint8Array,
): boolean {
  return toHex(contributionsHash) === proven.contributionsHash;
}
