/** A figure and its reference, both from this run. */
export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly reference: number;
  /** Description of the reference. */
  readonly against: string;
  /** Largest acceptable ratio measured / reference. */
  readonly limit: number;
  readonly unit: string;
}

/** Prints a figure, its reference, their ratio and whether it is within its limit. Returns whether it is. */
export function report({ name, measured, reference, against, limit, unit }: Figure): boolean {
  const ratio = measured / reference;
  const ok = ratio <= limit;
  const number = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 1 });
  process.stdout.write(
    `${ok ? "ok    " : "MISSED"} ${name}: ${number(measured)} ${unit}; ${against}: ${number(reference)} ${unit}; ratio ${ratio.toFixed(3)}, limit ${limit}\n`,
  );
  return ok;
}
