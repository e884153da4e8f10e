import { z } from "zod";
import { treeNode } from "./treeNode.ts";

/** Which subtree a vote offers, and which of the seat's places in it (P4.2). */
export const voteScope = z.object({ ...treeNode.shape, slot: z.number().int().min(0).max(0xffff) });
