import { NodeSet } from "@trellis/l1";
import { fromHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { fromJson, toJson } from "../disk/fields.ts";
import type { Coding } from "./Section.ts";

/** Keys that are text. */
export const text = <Key extends string>(pattern: RegExp): Coding<Key, string> => ({
  write: (key) => key,
  read: (written) => {
    if (!pattern.test(written)) throw new Error(`this is no key: ${written.slice(0, 80)}`);
    return written as Key;
  },
});

/** Ids of proposals, and hashes. */
export const idKey = text<Hex>(/^0x[0-9a-f]{64}$/);

const digits = text(/^[0-9]{1,15}$/);
const manyDigits = text(/^[0-9]{1,78}$/);

/** Keys that are whole numbers. */
export const integerKey: Coding<number, string> = {
  write: String,
  read: (written) => Number(digits.read(written)),
};

/** Keys of any size. */
export const bigintKey: Coding<bigint, string> = {
  write: String,
  read: (written) => BigInt(manyDigits.read(written)),
};

/** Values that are bytes. */
export const bytesValue: Coding<Uint8Array, Uint8Array> = {
  write: (value) => value,
  read: (written) => written,
};

const NOTHING = new Uint8Array();

/** Values of which only the key says something. */
export const noValue: Coding<true, Uint8Array> = {
  write: () => NOTHING,
  read: ({ length }) => {
    if (length > 0) throw new Error("there must be nothing here");
    return true;
  },
};

/** Values as JSON. @param plain - makes of a value what the schema reads, as far as they differ. */
export function jsonValue<Value>(
  schema: z.ZodType<Value>,
  plain: (value: Value) => unknown = (value) => value,
): Coding<Value, Uint8Array> {
  return { write: (value) => toJson(plain(value)), read: (written) => fromJson(schema, written) };
}

/** Bytes in hexadecimal, which stay text. */
export const hexText = z.string().regex(/^0x([0-9a-f]{2})*$/) as z.ZodType<Hex>;

/** Bytes in hexadecimal, which become bytes. */
export const hexData = hexText.transform((hex) => fromHex(hex));

/** A set of a block's nodes. */
export const nodeSet = hexData.transform((bytes) => NodeSet.of(bytes));

export const count = z.number().int().min(0);
