import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { moment } from "./moment.ts";
import { fromL1 } from "./source.ts";

/** A transaction on L1 that the deployment's contracts took, and what it cost. */
export const l1TransactionResource = z.object({
  source: fromL1,
  hash: hexString(32),
  at: moment,
  /** What it did: its events by name and height. */
  acts: z
    .array(
      z.object({
        event: z.string(),
        /** Null where the event is about no height. */
        height: count.nullable(),
        /** Events of this name about this height. */
        count,
      }),
    )
    .readonly(),
  /** Null until this node has read the receipt, and where L1 does not have it any more. */
  gas: z
    .object({
      sender: hexString(20),
      used: count,
      /** Wei for a unit of gas, as it was paid. */
      price: decimal,
      /** Wei: `used` times `price`. */
      cost: decimal,
    })
    .nullable(),
});

/** An L1 transaction as programs use it. */
export type L1TransactionResource = z.output<typeof l1TransactionResource>;
