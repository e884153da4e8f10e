import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { l2Transaction } from "../wire/l2Transaction.ts";
import { publicKey } from "../wire/publicKey.ts";

/** Messages that one call answers at most. */
export const MAX_MESSAGES = 256;

/** `trellis_getMessages`: messages of the L1 queue from an index on, at most as many as named. */
export const getMessages = {
  params: z.tuple([count, z.number().int().min(1).max(MAX_MESSAGES).optional()]),
  result: z.object({
    queued: decimal,
    consumed: decimal,
    messages: z
      .array(
        z.object({
          index: count,
          consumed: z.boolean(),
          /** What the message becomes in a block. `failed` is there once a final block has consumed it: whether it had no effect. */
          transaction: l2Transaction,
          key: publicKey,
        }),
      )
      .readonly(),
  }),
};
