import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { noParams } from "./noParams.ts";

/** `trellis_getCases`: open cases against seats that have claimed a node and are in no kept proof with it (R8). */
export const getCases = {
  params: noParams,
  result: z
    .array(
      z.object({
        proposalId: hexString(32),
        seat,
        /** Numbers of the nodes that are not answered. */
        nodes: z.array(count).readonly(),
        /** L1 time from which the case can be settled. */
        answerBy: decimal,
      }),
    )
    .readonly(),
};
