import { z } from "zod";
import { count } from "../wire/count.ts";
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
});
