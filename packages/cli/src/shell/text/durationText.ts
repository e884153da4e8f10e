const UNITS = [
  ["day", 86_400n],
  ["h", 3_600n],
  ["min", 60n],
  ["s", 1n],
] as const;

/** Seconds in the two largest units that matter: `6 days 23 h`, `5 min`, `0 s`. Rounded down; what is over counts as 0. */
export function durationText(seconds: number | bigint): string {
  let left = BigInt(typeof seconds === "number" ? Math.floor(seconds) : seconds);
  if (left <= 0n) return "0 s";
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const count = left / size;
    left %= size;
    if (count === 0n) {
      // Units that do not follow each other say nothing together.
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count} ${name}${name === "day" && count > 1n ? "s" : ""}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
