import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { noParams } from "./noParams.ts";

/** `trellis_getProposals`: the running round's commitments, best score first. */
export const getProposals = {
  params: noParams,
  result: z
    .array(
      z.object({
        proposalId: hexString(32),
        proposer: hexString(20),
        depth: count,
        burnBid: decimal,
        proverShareBps: count,
        /** Votes that this node has seen. */
        votes: count,
        /** Distinct provers: of the proof once it is `proven`, before that of the commitment. */
        provers: count,
        proven: z.boolean(),
        score: decimal,
      }),
    )
    .readonly(),
};
