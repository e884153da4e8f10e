const ONE = 10n ** 18n;

/** Wei as TRL. @param places - at most so many decimal places; without it, exact to the wei. */
export function amountText(wei: string | bigint, places?: number): string {
  let value = BigInt(wei);
  const sign = value < 0n ? "−" : "";
  if (value < 0n) value = -value;
  if (places !== undefined && places < 18) {
    const step = 10n ** BigInt(18 - places);
    const rounded = ((value + step / 2n) / step) * step;
    // What is more than nothing is not shown as nothing.
    if (rounded === 0n && value > 0n) return `${sign}< ${amountText(step)}`;
    value = rounded;
  }
  const fraction = (value % ONE).toString().padStart(18, "0").replace(/0+$/, "");
  return `${sign}${grouped(value / ONE)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A whole number with commas between thousands. */
export function grouped(value: bigint | number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A score: four digits and a power of ten. */
export function scoreText(score: string | bigint): string {
  const digits = BigInt(score).toString();
  if (digits.length <= 6) return grouped(BigInt(digits));
  const rounded = BigInt(digits.slice(0, 5)) + 5n;
  const head = rounded.toString().slice(0, 4);
  const power = digits.length - 1 + (rounded.toString().length - 5);
  return `${head[0]}.${head.slice(1)}e${power}`;
}

/** Part of a whole as a number from 0 to 1; 0 of nothing. */
export function part(of: string | bigint, whole: string | bigint): number {
  const [above, below] = [BigInt(of), BigInt(whole)];
  return below === 0n ? 0 : Number((above * 1_000_000n) / below) / 1_000_000;
}

/** The sum of amounts. */
export function sum(amounts: readonly (string | bigint)[]): bigint {
  return amounts.reduce<bigint>((all, one) => all + BigInt(one), 0n);
}

/** The greatest of these; 0 of none. */
export function greatest(values: readonly bigint[]): bigint {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
}
