import { fromHex, toHex } from "@trellis/protocol";
import { z } from "zod";

/** `min` to `max` bytes (`min` alone: exactly as many): `0x…` in JSON, a Uint8Array in programs. */
export function hexBytes(min: number, max = min) {
  const bytes = min === max ? `${min}` : `${min} to ${max}`;
  return z.codec(
    z
      .string()
      .regex(
        new RegExp(`^0x(?:[0-9a-fA-F]{2}){${min},${max}}$`),
        `expected 0x and ${bytes} bytes in hexadecimal`,
      ),
    z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes"),
    { decode: fromHex, encode: toHex },
  );
}
