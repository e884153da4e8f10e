/** JSON with integers beyond 2^53 as decimal strings. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? String(field) : field));
}
