import { z } from "zod";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";
import { voteScope } from "../wire/voteScope.ts";

/** `trellis_getContributions`: who proved which node of a block, root first (P6.4). Claims of rewards are made from it. */
export const getContributions = {
  params: z.tuple([hexString(32)]),
  result: z
    .array(
      z.object({
        node: treeNode,
        /** Null: nobody is named and nobody is paid. */
        seat: seat.nullable(),
        vote: voteScope,
      }),
    )
    .readonly(),
};
