import { z } from "zod";
import { count } from "./count.ts";
import { decimal } from "./decimal.ts";

/** What keeps a pending transaction out of the next block, whatever its fee. `nonce`: the sender's transaction that holds it up, which may be itself. */
export const obstacle = z.discriminatedUnion("reason", [
  z.object({
    /** A swap: the pool pays `out` now, less than the swap's `minimumOut`. Smallest units of what it buys. */
    reason: z.literal("price"),
    nonce: count,
    minimumOut: decimal,
    out: decimal,
  }),
  z.object({
    /** No transaction waits under this nonce, and one must come first. */
    reason: z.literal("gap"),
    nonce: count,
  }),
]);
