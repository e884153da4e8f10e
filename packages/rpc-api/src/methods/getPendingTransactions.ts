import { z } from "zod";
import { accountIndex } from "../wire/accountIndex.ts";
import { hexString } from "../wire/hexString.ts";
import { l2Transaction } from "../wire/l2Transaction.ts";
import { obstacle } from "../wire/obstacle.ts";

/** `trellis_getPendingTransactions`: an account's transactions that wait at this node, by nonce. A node keeps 64 of an account at most. */
export const getPendingTransactions = {
  params: z.tuple([accountIndex]),
  result: z
    .array(z.object({ hash: hexString(32), transaction: l2Transaction, obstacle: obstacle.optional() }))
    .readonly(),
};
