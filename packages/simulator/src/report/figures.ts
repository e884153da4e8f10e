import type { Interval } from "../statistics/Interval.ts";

/** A number for a reader: four digits, no long rows of noughts. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : Number.isNaN(value) ? "–" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) {
    const [digits, power] = value.toExponential(2).split("e");
    return `${Number(digits)} · 10^${Number(power)}`.replaceAll("-", "−");
  }
  const places = size >= 1_000 ? 0 : Math.max(0, 3 - Math.floor(Math.log10(size)));
  return Number(value.toFixed(places)).toLocaleString("en", { maximumFractionDigits: 10 }).replace("-", "−");
}

/** A figure with its interval. */
export function withInterval({ value, low, high }: Interval, unit: string): string {
  const range =
    low === high
      ? "exact"
      : Number.isFinite(low) && Number.isFinite(high)
        ? `${shown(low)} … ${shown(high)}`
        : "one sample";
  return `${shown(value)}${unit === "" ? "" : ` ${unit}`} (${range})`;
}

/** Text that is safe between tags. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
