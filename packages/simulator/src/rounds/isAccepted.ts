import type { RollupSettings } from "@trellis/protocol";
import type { Bid } from "./Agent.ts";

/** P7.2, R6: whether L1 takes a commitment: it refuses a bid or a provers' share that is too small. */
export function isAccepted({ burnBid, proverShareBps }: Bid, settings: RollupSettings): boolean {
  const { minBurnBid, minProverShareBps } = settings;
  return burnBid >= minBurnBid && proverShareBps >= minProverShareBps && proverShareBps <= 10_000;
}
