import { fromHex, toBigInt } from "@trellis/protocol";
import type { Hex } from "viem";

/** Names an occasion that is about one node of a block, so that it is not always the same party that goes first. */
export function nodeOccasion(proposalId: Hex, nodeNumber: number): bigint {
  return toBigInt(fromHex(proposalId)) ^ BigInt(nodeNumber);
}
