const WEI = 10n ** 18n;

/** Wei as tokens with up to four decimals. */
export function tokens(wei: bigint): string {
  const scaled = (wei * 10_000n) / WEI;
  const fraction = String(scaled % 10_000n)
    .padStart(4, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(scaled / 10_000n) : `${scaled / 10_000n}.${fraction}`;
}

/** A number with its thousands separated. */
export function grouped(value: bigint | number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** First and last digits of a hash. */
export function short(hash: string): string {
  return hash.length <= 14 ? hash : `${hash.slice(0, 8)}…${hash.slice(-4)}`;
}

/** A large score with four significant digits. */
export function scientific(value: bigint): string {
  const digits = String(value);
  return digits.length <= 5 ? digits : `${digits[0]}.${digits.slice(1, 4)}e${digits.length - 1}`;
}

/** A bar of `width` cells, `part` of them full. */
export function bar(part: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** A number of things: `1 node`, `2 nodes`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
