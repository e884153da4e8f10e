import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";

/** What an index covers. */
export const indexStatus = z.object({
  chainId: count,
  rollup: hexString(20),
  /** The L1 block up to which it has read; null before the first. */
  l1: z.object({ number: count, hash: hexString(32), time: count }).nullable(),
  /** The last final height; 0: none. */
  height: count,
  /** When this node first wrote what gossip alone knows, milliseconds since 1970; null: it holds nothing of gossip. */
  gossipSinceMs: count.nullable(),
  /** Constants of the deployment, which nobody can change. Amounts in wei, times in seconds. */
  settings: z.object({
    slotTime: count,
    proposalWindow: count,
    proofWindow: count,
    /** Whether a block is proposed while the one below it is proven (P3.4). */
    pipelined: z.boolean(),
    /** R14: provers that α steers to, and its bounds. */
    targetProvers: count,
    alphaMin: z.number(),
    alphaMax: z.number(),
    blockReward: decimal,
    minBurnBid: decimal,
    /** A full stake of a seat. */
    stake: decimal,
  }),
});
