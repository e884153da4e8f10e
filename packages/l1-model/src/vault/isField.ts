import { FIELD_MODULUS } from "@trellis/field";

/** Whether circuits can count with a value. */
export function isField(value: bigint): boolean {
  return value < FIELD_MODULUS;
}
