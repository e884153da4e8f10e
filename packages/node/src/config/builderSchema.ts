import { parsePrice } from "@trellis/strategy";
import { z } from "zod";
import { httpUrl } from "./httpUrl.ts";

/** Where a price comes from: JSON with a member `price`, a decimal number as text. */
const priceFeed = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fixed"),
    price: z.string().refine(isPrice, "a positive decimal number, such as 1.25"),
  }),
  z.strictObject({ kind: z.literal("file"), path: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("http"),
    url: httpUrl,
    timeoutMs: z.number().int().min(10).max(30_000).default(1_000),
  }),
]);
/** How a proposer builds (ADR 0019). */
export const builderSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("fees") }),
  z.strictObject({
    kind: z.literal("backrun"),
    /** File of the secret key (mode 0600) of its own L2 account. */
    l2KeyFile: z.string().min(1),
    priceFeed,
    /** How long a price may be used after it was read or written. */
    maxPriceAgeSeconds: z.number().positive().max(86_400).default(60),
    /** Least gain of an own swap, in units of asset 0. */
    minProfit: z
      .string()
      .regex(/^[0-9]+$/, "wei are decimal digits")
      .default("1")
      .transform(BigInt),
  }),
]);

function isPrice(text: string): boolean {
  try {
    parsePrice(text);
    return true;
  } catch {
    return false;
  }
}
