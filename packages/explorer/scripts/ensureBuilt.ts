import { createHash } from "node:crypto";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtFrom, EXPLORER_FOLDER, STAMP } from "../src/index.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What the page is made of. Versions of packages are in package.json. */
const SOURCES = ["src/**/*.{ts,tsx,css,svg}", "index.html", "vite.config.ts", "package.json"];

/**
 * Builds the page unless it was built from these very sources.
 * @returns whether it had to build.
 * @throws ERR_MODULE_NOT_FOUND if it has to, and the packages to build with are not installed.
 */
export async function ensureBuilt(): Promise<boolean> {
  const digest = await digestOfSources();
  if ((await builtFrom()) === digest) return false;
  // Loaded only here: a machine without the development packages may have a page that was built elsewhere.
  const { build } = await import("vite");
  await build({ configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  await writeFile(join(EXPLORER_FOLDER, STAMP), digest);
  return true;
}

async function digestOfSources(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: ROOT })) if (!file.endsWith(".test.ts")) files.push(file);
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const text = await readFile(join(ROOT, file));
    hash.update(`${file}\n${text.length}\n`).update(text);
  }
  return hash.digest("hex");
}
