const TOKEN = 10n ** 18n;

/** A Markdown table. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A number with separators, to so many significant digits. */
export function grouped(value: number, digits = 3): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: digits });
}

/** A whole number with separators. */
export function whole(value: number | bigint): string {
  return value.toLocaleString("en-US");
}

/** Wei as tokens. */
export function tokens(wei: bigint): number {
  return Number(wei) / Number(TOKEN);
}

/** A part as per cent. */
export function percent(part: number, digits = 2): string {
  return `${grouped(100 * part, digits)} %`;
}
