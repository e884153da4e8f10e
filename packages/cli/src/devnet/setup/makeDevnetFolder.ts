import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { TrellisError } from "@trellis/protocol";

/** Folders of earlier devnets, beside which a new one may be made. */
const EARLIER = /^devnet-[0-9]+$/;

/**
 * Makes a folder for a devnet inside the one that the user has named.
 * @returns its path.
 * @throws TRL-CLI-014 if the named one is a file, cannot be used, or holds anything but earlier devnets: it may be somebody's home.
 */
export async function makeDevnetFolder(named: string, now = Date.now()): Promise<string> {
  const refused = (why: string, cause?: unknown): TrellisError =>
    new TrellisError("TRL-CLI-014", `--data-dir: ${named} ${why}; name a new folder`, { path: named }, cause);
  try {
    await mkdir(named, { recursive: true, mode: 0o700 });
    const strange = (await readdir(named)).filter((entry) => !EARLIER.test(entry)).sort();
    if (strange.length > 0) {
      const shown = strange.slice(0, 3).join(", ");
      throw refused(`is not empty: it holds ${shown}${strange.length > 3 ? " …" : ""}`);
    }
    const path = join(named, `devnet-${now}`);
    await mkdir(path, { mode: 0o700 });
    return path;
  } catch (cause) {
    if (cause instanceof TrellisError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw refused(
      code === "EEXIST" || code === "ENOTDIR" ? "is a file, or lies below one" : `cannot be used: ${code}`,
      cause,
    );
  }
}
