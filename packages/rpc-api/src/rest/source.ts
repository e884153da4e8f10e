import { z } from "zod";

/** Who knows a fact: `l1`, so that anyone can rebuild it; `gossip`, so that only nodes that were there have it. */
export const fromL1 = z.literal("l1");
export const fromGossip = z.literal("gossip");
