import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { TrellisError } from "@trellis/protocol";

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly zipped: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** Whether its name changes with its contents, so that it may be kept for ever. */
  readonly isImmutable: boolean;
}

/** Files by the path of their URL. Only what is in here is ever sent: no request reaches the disk. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
const MAX_FILES = 64;
const MAX_BYTES = 8 * 2 ** 20;

/**
 * Reads a page's folder: files of a web page's kinds, others are left out.
 * @returns an empty map if the folder is not there.
 * @throws TRL-IDX-015 if it holds more than a page does.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  let total = 0;
  for (const name of await namesIn(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = new Uint8Array(await readFile(join(folder, name)));
    total += body.length;
    if (files.size >= MAX_FILES || total > MAX_BYTES) {
      throw new TrellisError(
        "TRL-IDX-015",
        `the page's folder holds more than ${MAX_FILES} files or ${MAX_BYTES} bytes; build it anew`,
        { folder },
      );
    }
    const path = `/${name.replaceAll(sep, "/")}`;
    files.set(path === "/index.html" ? "/" : path, {
      type,
      body,
      zipped: new Uint8Array(await promisify(gzip)(body)),
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      isImmutable: path.startsWith("/assets/"),
    });
  }
  return files;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
