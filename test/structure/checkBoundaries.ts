import { posix } from "node:path";
import { importsOf } from "./importsOf.ts";
import { isTestCode, type SourceFile } from "./SourceFile.ts";
import type { Violation } from "./Violation.ts";

/** A relative import: who imports, what, where. */
interface RelativeImport {
  readonly path: string;
  readonly line: number;
  readonly target: string;
}

function relativeImports(files: readonly SourceFile[]): RelativeImport[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ specifier, line }) => ({ path, line, target: posix.join(posix.dirname(path), specifier) })),
  );
}

const packageOf = (path: string): string => path.split("/")[1]!;

/** Production files that import tests or their support. */
export function productionUsesTests(files: readonly SourceFile[]): Violation[] {
  return relativeImports(files)
    .filter(({ path, target }) => !isTestCode(path) && isTestCode(target))
    .map(({ path, line, target }) => ({ path, line, key: `${path} must not import ${target}` }));
}

/**
 * Files of packages that leave their package by a relative path. Production files must name the package. Tests may reach the support
 * and the insides of packages below theirs, which `below` lists.
 */
export function leavesItsPackage(
  files: readonly SourceFile[],
  below: Readonly<Record<string, readonly string[]>>,
): Violation[] {
  return relativeImports(files)
    .filter(({ path, target }) => !target.startsWith(`packages/${packageOf(path)}/`))
    .filter(
      ({ path, target }) =>
        !isTestCode(path) ||
        (target.startsWith("packages/") && !below[packageOf(path)]?.includes(packageOf(target))),
    )
    .map(({ path, line, target }) => ({ path, line, key: `${path} must not import ${target}` }));
}

/** Imports into a folder from outside of it, except from one other. */
export function usesFolder(files: readonly SourceFile[], folder: string, only: string): Violation[] {
  return relativeImports(files)
    .filter(({ target }) => target.startsWith(folder))
    .filter(({ path }) => !path.startsWith(folder) && !path.startsWith(only))
    .map(({ path, line, target }) => ({ path, line, key: `${path} must not import ${target}` }));
}
