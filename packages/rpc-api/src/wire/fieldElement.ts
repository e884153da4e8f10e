import { FIELD_MODULUS } from "@trellis/protocol";
import { z } from "zod";

/** An element of the circuits' field: `0x…` (or, as a parameter, decimal) in JSON, a bigint in programs. */
export const fieldElement = z.codec(
  z.string().regex(/^(?:0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, "expected a number in quotes, decimal or 0x…"),
  z
    .bigint()
    .min(0n)
    .max(FIELD_MODULUS - 1n, "expected a number below the field's modulus"),
  { decode: (text) => BigInt(text), encode: (value) => `0x${value.toString(16)}` },
);
