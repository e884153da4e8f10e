import { codeOf, lineAt } from "./codeOf.ts";
import { importsOf } from "./importsOf.ts";
import { isTestCode, type SourceFile } from "./SourceFile.ts";
import type { Violation } from "./Violation.ts";

/** Names by which code reads a clock, draws at random, waits, or talks to the world. */
const IMPURE =
  /(?<![.\w$#])(?:Date|performance|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|WebSocket|XMLHttpRequest|process|console|Worker|globalThis)\b(?!\s*[:?]?:)|\bMath\.random\b|\bcrypto\.(?:getRandomValues|randomUUID|subtle)\b|\bimport\.meta\b/g;

/** Where production files of a pure package use a builtin of node's, a clock, chance, a timer or the world. */
export function impurities(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    if (isTestCode(path)) return [];
    const code = codeOf(text, { strings: "blank" });
    return [
      ...importsOf(text)
        .filter(({ specifier }) => specifier.startsWith("node:"))
        .map(({ specifier, line }) => ({ path, line, key: `${path} must not use ${specifier}` })),
      ...[...code.matchAll(IMPURE)].map((match) => ({
        path,
        line: lineAt(code, match.index),
        key: `${path} must not use ${match[0]}`,
      })),
    ];
  });
}
