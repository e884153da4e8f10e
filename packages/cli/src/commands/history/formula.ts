import { plural, scientific, tokens } from "../../shell/text/format.ts";

/** R14: a score as it is made: `15 provers^3.125 × 2² = 1.749e38`. */
export function formula(seats: number, alpha: number, burnBid: bigint, score: bigint): string {
  // The score uses α rounded down to 64ths.
  const exponent = Number((Math.floor(alpha * 64) / 64).toFixed(3));
  return `${plural(seats, "prover")}^${exponent} × ${tokens(burnBid)}² = ${scientific(score)}`;
}

/** Wei as tokens with all decimals: to be added up. */
export function exact(wei: bigint): string {
  const [whole, rest] = [wei / 10n ** 18n, wei % 10n ** 18n];
  const fraction = String(rest).padStart(18, "0").replace(/0+$/, "");
  return fraction === "" ? String(whole) : `${whole}.${fraction}`;
}

/** How often one number is another: `1.62 times`. */
export function times(ratio: number): string {
  if (ratio >= 1_000_000) return "more than a million times";
  return `${ratio >= 100 ? Math.floor(ratio) : ratio.toFixed(2)} times`;
}

/** L1 time for people. */
export function clock(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Text cut into lines of at most 80 columns at spaces; later lines are indented by two more. */
export function wrapped(text: string, width = 80): string[] {
  const indent = /^ */.exec(text)![0];
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(" ")) {
    const start = lines.length === 0 ? indent : `${indent}  `;
    if (line !== "" && start.length + line.length + 1 + word.length > width) {
      lines.push(start + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, (lines.length === 0 ? indent : `${indent}  `) + line];
}
