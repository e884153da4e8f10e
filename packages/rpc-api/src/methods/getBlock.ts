import { z } from "zod";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { l2Transaction } from "../wire/l2Transaction.ts";

/** `trellis_getBlock`: the transactions of a block that this node has executed, without no-ops at its end. */
export const getBlock = {
  params: z.tuple([hexString(32)]),
  result: z.object({
    proposalId: hexString(32),
    height: decimal,
    transactions: z.array(l2Transaction).readonly(),
  }),
};
