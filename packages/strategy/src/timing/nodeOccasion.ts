import { fromHex, toBigInt } from "@trellis/protocol";
import type { Hex } from "viem";

/** Name of an occasion about one node of a block. It differs by node, so that the first party differs too. */
export function nodeOccasion(proposalId: Hex, nodeNumber: number): bigint {
  return toBigInt(fromHex(proposalId)) ^ BigInt(nodeNumber);
}
