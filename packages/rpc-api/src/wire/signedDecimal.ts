import { z } from "zod";

/** A whole number that may be negative or exceed 2^53: a decimal string in JSON, a bigint in programs. */
export const signedDecimal = z.codec(
  z.string().regex(/^-?[0-9]{1,78}$/, "expected a decimal number in quotes"),
  z.bigint(),
  { decode: (text) => BigInt(text), encode: String },
);
