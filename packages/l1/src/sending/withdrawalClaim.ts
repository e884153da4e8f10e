import { dataPath } from "@trellis/protocol";
import type { Hex } from "viem";
import type { WithdrawalClaim } from "./l1Calls.ts";

/**
 * P10.1: makes the claim for a withdrawal of a final block from the block's data on L1.
 * @param block - `proverSetRoot` is that of the block's round (event `RoundOpened`).
 * @param place - of the transaction in the block, from 0.
 * @throws TRL-PRO-014 if `data` is not a block's, TRL-PRO-004 if there is no such place.
 */
export function withdrawalClaim(
  block: { readonly proposalId: Hex; readonly proverSetRoot: Hex; readonly data: Uint8Array },
  place: number,
): WithdrawalClaim {
  const { proposalId, proverSetRoot, data } = block;
  return { proposalId, proverSetRoot, place, ...dataPath(data, place) };
}
