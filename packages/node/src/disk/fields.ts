import { fromHex, ProverBitmap, SEATS, toHex } from "@trellis/protocol";
import { z } from "zod";

/** Fields of the files' JSON. They are read as the values that programs use. */

/** A number below 2^256, in decimal digits. */
export const decimal = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/)
  .transform((digits) => BigInt(digits));

/** Bytes in hexadecimal digits. */
export const hexBytes = (least: number, most = least) =>
  z
    .string()
    .regex(new RegExp(`^0x([0-9a-f]{2}){${least},${most}}$`))
    .transform((digits) => fromHex(digits as `0x${string}`));

/** Id of a proposal. */
export const hexId = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((digits) => digits as `0x${string}`);

export const seat = z
  .number()
  .int()
  .min(0)
  .max(SEATS - 1);

/** A bitmap of seats: 8 words. */
export const bitmap = z
  .array(decimal)
  .length(8)
  .transform((words) => ProverBitmap.fromWords(words));

/** A file's bytes. Bigints become decimal digits, bytes hexadecimal ones, bitmaps their words. */
export function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify(value, (_, item: unknown) => {
      if (typeof item === "bigint") return String(item);
      if (item instanceof Uint8Array) return toHex(item);
      if (item instanceof ProverBitmap) return item.words().map(String);
      return item;
    }),
  );
}

/** The value of a file's bytes. @throws if they are not JSON, or do not fit the schema. */
export function fromJson<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.output<Schema> {
  return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
