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
        /** R9: at risk by the part of its seats that no kept proof shows, wei. */
        bond: decimal,
        proverShareBps: count,
        /** Votes that this node has seen. */
        votes: count,
        /** Distinct seats that are committed. */
        committedSeats: count,
        /** Of these, seats that the best kept proof shows; 0 before the first. */
        provenSeats: count,
        proven: z.boolean(),
        score: decimal,
      }),
    )
    .readonly(),
};
