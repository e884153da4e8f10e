/** A place where the source breaks a rule of structure. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  /** Names the broken rule without a line, as lists of exceptions do. */
  readonly key: string;
}

/**
 * What a person has to mend: each violation that has no exception, with file and line, and each exception that nothing needs any more.
 */
export function toMend(violations: readonly Violation[], exceptions: readonly string[] = []): string[] {
  const keys = new Set(violations.map(({ key }) => key));
  return [
    ...violations
      .filter(({ key }) => !exceptions.includes(key))
      .map(({ path, line, key }) => `${path}:${line} ${key.replace(`${path} `, "")}`),
    ...exceptions.filter((key) => !keys.has(key)).map((key) => `no longer needed, remove it: ${key}`),
  ];
}
