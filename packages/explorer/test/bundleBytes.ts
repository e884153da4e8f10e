import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { EXPLORER_FOLDER } from "../src/index.ts";

/** What the whole page takes when it is zipped, bytes. */
export async function bundleBytes(): Promise<number> {
  const names = await readdir(join(EXPLORER_FOLDER, "assets"));
  const files = [
    join(EXPLORER_FOLDER, "index.html"),
    ...names.map((name) => join(EXPLORER_FOLDER, "assets", name)),
  ];
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file)).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}
