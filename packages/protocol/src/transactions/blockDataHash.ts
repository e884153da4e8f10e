import { sha256 } from "../encoding/bytes.ts";
import { seatWordsRoot } from "../seats/seatWords.ts";
import { dataHash } from "./dataHash.ts";

/**
 * R1: the hash that binds a block's data on L1 to its proof: that of the transactions' root and the seat words' root. The transactions may
 * go to L1 before the proof, once for all proofs of a proposal; the seat words go with each proof.
 * @throws TRL-PRO-014 for data or words of another length.
 */
export function blockDataHash(transactions: Uint8Array, packedSeatWords: Uint8Array): Uint8Array {
  return sha256(dataHash(transactions), seatWordsRoot(packedSeatWords));
}
