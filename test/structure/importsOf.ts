import { lineAt } from "./codeOf.ts";

/** A module that a source names: by an import, an export of another file's, or the address of a worker's file. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** The formatter puts each statement at the start of a line, and a long list's `} from` too. */
const IMPORTS = [
  /^(?:import|export|\})(?:[^"\n]*\s)?from "([^"]+)"/gm,
  /^import "([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"\s*\)/g,
  /\bnew URL\(\s*"(\.[^"]+\.ts)",\s*import\.meta\.url\s*\)/g,
];

/** All modules that a TypeScript source names, in the order of their lines. */
export function importsOf(text: string): Import[] {
  return IMPORTS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      specifier: match[1]!,
      line: lineAt(text, match.index),
    })),
  ).sort((a, b) => a.line - b.line);
}
