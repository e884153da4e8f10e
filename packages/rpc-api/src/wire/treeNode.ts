import { MAX_DEPTH } from "@trellis/protocol";
import { z } from "zod";

/** Place of a node in a proof tree. */
export const treeNode = z.object({
  depth: z.number().int().min(0).max(MAX_DEPTH),
  index: z
    .number()
    .int()
    .min(0)
    .max(2 ** MAX_DEPTH - 1),
});
