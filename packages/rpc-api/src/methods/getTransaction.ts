import { FIELD_MODULUS } from "@trellis/protocol";
import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { obstacle } from "../wire/obstacle.ts";

/** A hash is a field element: nodes also read it without leading zeros, or in decimal. */
const transactionHash = z.codec(
  z
    .string()
    .regex(/^(?:0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, {
      error: "expected a transaction's hash, 0x…",
      abort: true,
    })
    .refine((text) => BigInt(text) < FIELD_MODULUS, "expected a number below the field's modulus"),
  hexString(32),
  { decode: (text) => `0x${BigInt(text).toString(16).padStart(64, "0")}` as const, encode: (hash) => hash },
);
const place = { height: decimal, index: count };

/** `trellis_getTransaction`: where a transaction stands, as far as this node knows. */
export const getTransaction = {
  params: z.tuple([transactionHash]),
  result: z.discriminatedUnion("status", [
    z.object({ status: z.literal("unknown") }),
    /** It waits for a block. `obstacle`: what keeps it out of the next one; left out if nothing does. */
    z.object({ status: z.literal("pending"), obstacle: obstacle.optional() }),
    z.object({
      status: z.literal("dropped"),
      /** Why it waits no longer, for people. */
      reason: z.string(),
      /** The same as a code of docs/errors.md, for programs. */
      code: z.string(),
    }),
    /** In a block that is proven on L1; a better block may still replace that one. */
    z.object({ status: z.literal("included"), ...place, proposalId: hexString(32) }),
    z.object({ status: z.literal("final"), ...place }),
  ]),
};
