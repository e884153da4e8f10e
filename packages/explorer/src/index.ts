import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the built page. `npm ci` makes it (docs/adr/0031-explorer-from-the-node.md). */
export const EXPLORER_FOLDER: string = fileURLToPath(new URL("../dist", import.meta.url));

/** Name of the file beside the page that says of which sources it was built. */
export const STAMP = "stamp.txt";

/** Of which sources the page was built; undefined if it was not built. */
export async function builtFrom(folder: string = EXPLORER_FOLDER): Promise<string | undefined> {
  return readFile(join(folder, STAMP), "utf8").catch(() => undefined);
}
