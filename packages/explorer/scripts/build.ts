import { ensureBuilt } from "./ensureBuilt.ts";

/**
 * Builds the page if its sources have changed since the last build. `npm ci` runs this with `--if-possible`: then it is no failure that the
 * packages to build with are not installed, as after `npm ci --omit=dev`.
 */
process.stdout.write(`explorer: ${await outcome()}\n`);

async function outcome(): Promise<string> {
  try {
    return (await ensureBuilt()) ? "built" : "the built page is up to date";
  } catch (error) {
    const isNotInstalled = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    if (!isNotInstalled || !process.argv.includes("--if-possible")) throw error;
    return "not built: install the development packages, too, for a node that serves it";
  }
}
