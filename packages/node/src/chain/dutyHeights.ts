import type { Hex } from "viem";
import type { Chain } from "./Chain.ts";

/**
 * Number of final heights whose blocks are kept in memory with their proofs and transcripts, for pay, reports and contests. Most
 * reports come soon after the round. Later ones are contested with the blocks kept on disk.
 */
export const DUTY_HEIGHTS = 8;

/** Whether L1 took a proof of a block, at a height that pay, reports and contests may still concern. */
export function isOfDuty(chain: Pick<Chain, "head" | "proven">, proposalId: Hex, height: bigint): boolean {
  return height > chain.head.height - BigInt(DUTY_HEIGHTS) && chain.proven(proposalId) !== undefined;
}
