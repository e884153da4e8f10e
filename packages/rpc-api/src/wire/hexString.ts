import { z } from "zod";

type Hex = `0x${string}`;

/** `0x` and exactly `bytes` bytes, text in JSON and in programs. Upper case is read, lower case is written. */
export function hexString(bytes: number) {
  return z
    .string()
    .toLowerCase()
    .regex(
      new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`),
      `expected 0x and ${2 * bytes} hexadecimal digits`,
    ) as unknown as z.ZodType<Hex, Hex>;
}
