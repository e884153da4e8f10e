import { z } from "zod";
import { noParams } from "./noParams.ts";

/** `trellis_getPeers`: connected gossip peers. */
export const getPeers = {
  params: noParams,
  result: z
    .array(
      z.object({
        id: z.string(),
        /** Whether it takes part in this rollup's gossip. */
        isSubscribed: z.boolean(),
        address: z.string(),
        direction: z.enum(["inbound", "outbound"]),
        /** Gossip score: 0 is neutral; a peer below the graylist threshold is disconnected. */
        score: z.number(),
      }),
    )
    .readonly(),
};
