import type { Hex } from "viem";
import type { Chain } from "./Chain.ts";

/**
 * Final heights whose blocks are kept with their proofs and transcripts: for pay, reports and answers to them. Who reports does so
 * soon after the round: what comes later is answered from what is kept on disk.
 */
export const DUTY_HEIGHTS = 8;

/** Whether L1 took a proof of a block, at a height that pay, reports and answers may still concern. */
export function isOfDuty(chain: Pick<Chain, "head" | "proven">, proposalId: Hex, height: bigint): boolean {
  return height > chain.head.height - BigInt(DUTY_HEIGHTS) && chain.proven(proposalId) !== undefined;
}
