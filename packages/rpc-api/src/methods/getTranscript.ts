import { z } from "zod";
import { hexBytes } from "../wire/hexBytes.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";
import { voteScope } from "../wire/voteScope.ts";

/**
 * `trellis_getTranscript`: which seat is named for which node, with its vote and signature. Reports are made from it: of seats that
 * did not prove, and of votes used twice (P9.1, P9.5).
 */
export const getTranscript = {
  params: z.tuple([hexString(32)]),
  result: z.object({
    proposalId: hexString(32),
    transcriptRoot: hexString(32),
    entries: z.array(z.object({ node: treeNode, seat, vote: voteScope, signature: hexBytes(64) })).readonly(),
  }),
};
