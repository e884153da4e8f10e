import type { TransactionKind } from "@trellis/protocol";
import { z } from "zod";
import { accountIndex } from "./accountIndex.ts";
import { asset } from "./asset.ts";
import { count } from "./count.ts";
import { decimal } from "./decimal.ts";

const fields = {
  asset,
  /** The sender; 0 where there is none. */
  from: accountIndex,
  /** Smallest units of `asset`. */
  amount: decimal,
  /** Smallest units of asset 0. */
  fee: decimal,
  nonce: count,
  /** P10.3: ordered on L1. Left out for all other transactions, with `failed`. */
  forced: z.literal(true).optional(),
  /** P10.2: forced, but it could not be executed at its place. Left out, too, if the node began after its block and cannot tell. */
  failed: z.boolean().optional(),
};
const kinds = ["noop", "deposit", "transfer", "withdraw", "seed"] as const satisfies TransactionKind[];

/** An L2 transaction as nodes show it. */
export const l2Transaction = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(kinds), ...fields, to: accountIndex }),
  z.object({
    kind: z.literal("swap"),
    ...fields,
    /** Smallest units of the other asset. */
    minimumOut: decimal,
  }),
]);

/** An L2 transaction as programs get it from a node. */
export type L2Transaction = z.output<typeof l2Transaction>;
