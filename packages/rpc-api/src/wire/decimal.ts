import { z } from "zod";

/** A whole number of 0 or more that may exceed 2^53: a decimal string in JSON, a bigint in programs. */
export const decimal = z.codec(
  z.string().regex(/^[0-9]{1,78}$/, "expected a decimal number in quotes"),
  z.bigint().min(0n),
  { decode: (text) => BigInt(text), encode: String },
);
