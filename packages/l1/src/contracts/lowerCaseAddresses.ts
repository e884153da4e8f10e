const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/**
 * Writes every address in a decoded value in lower case. viem gives addresses in mixed case (their checksum); everywhere in Trellis
 * they are lower case, so that equal addresses are equal strings.
 */
export function lowerCaseAddresses<Value>(value: Value): Value {
  return lower(value) as Value;
}

function lower(value: unknown): unknown {
  if (typeof value === "string") return ADDRESS.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(lower);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, lower(field)]));
}
