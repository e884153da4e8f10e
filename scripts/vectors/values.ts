import { FIELD_MODULUS } from "../../packages/field/src/modulus.ts";
import { sha256, toBigInt, toBytes, toHex } from "../../packages/protocol/src/encoding/bytes.ts";
import type { ProverBitmap } from "../../packages/protocol/src/seats/ProverBitmap.ts";

/** What a vector file may hold. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** 32 bytes named by a label: the source of every arbitrary value, so that vectors never change by themselves. */
export const bytesOf = (label: string): Uint8Array =>
  sha256(new TextEncoder().encode(`trellis vectors: ${label}`));

/** A field element named by a label. */
export const fieldOf = (label: string): bigint => toBigInt(bytesOf(label)) % FIELD_MODULUS;

/** 32 bytes of a number, as hex. */
export const hex32 = (value: bigint): string => toHex(toBytes(value, 32));

/** The 8 words of a set of seats, as hex. */
export const words = (bitmap: ProverBitmap): string[] => bitmap.words().map(hex32);
