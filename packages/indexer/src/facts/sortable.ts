/** A number of up to 256 bits as text whose order is that of the numbers. `BigInt` reads it back. */
export function sortable(value: bigint): string {
  return String(value).padStart(78, "0");
}
