import { z } from "zod";
import { hexBytes } from "../wire/hexBytes.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";
import { voteScope } from "../wire/voteScope.ts";

/** `trellis_getTranscript`: which seat the revealed transcript binds to which node, with its vote and its start claim (R2, R8). */
export const getTranscript = {
  params: z.tuple([hexString(32)]),
  result: z.object({
    proposalId: hexString(32),
    transcriptRoot: hexString(32),
    entries: z
      .array(
        z.object({
          node: treeNode,
          seat,
          vote: voteScope,
          signature: hexBytes(64),
          /** Signature of the seat's start claim; null if this node has none. */
          claim: hexBytes(64).nullable(),
        }),
      )
      .readonly(),
  }),
};
