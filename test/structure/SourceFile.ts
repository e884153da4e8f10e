/** A file of the repository: where it is, with slashes from the repository's root, and what it says. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Whether a file only serves tests: it is a test, or lies in a folder of test support. */
export function isTestCode(path: string): boolean {
  return path.endsWith(".test.ts") || /\/testing\/|^packages\/[^/]+\/test\//.test(path);
}

/** Whether a script writes the file. */
export const isGenerated = (path: string): boolean => path.includes("/generated/");
