import { z } from "zod";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";

/** `trellis_getProvers`: who proved which node in the best proof of a block that L1 has kept, root first (R1, R2). */
export const getProvers = {
  params: z.tuple([hexString(32)]),
  result: z
    .array(
      z.object({
        node: treeNode,
        /** Null: nobody is named and nobody is paid. */
        seat: seat.nullable(),
        /** Whether the transcript binds the seat to the node; if not, the seat has rescued the node. */
        isCommitted: z.boolean(),
      }),
    )
    .readonly(),
};
