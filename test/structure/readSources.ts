import { glob, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceFile } from "./SourceFile.ts";

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The files that any of some globs matches, sorted by path. */
export async function readSources(globs: readonly string[]): Promise<SourceFile[]> {
  const paths: string[] = [];
  for await (const path of glob(globs, { cwd: ROOT, exclude: (name) => name === "node_modules" }))
    paths.push(path);
  return Promise.all(
    paths.sort().map(async (path) => ({
      path: path.replaceAll(sep, "/"),
      text: await readFile(join(ROOT, path), "utf8"),
    })),
  );
}
