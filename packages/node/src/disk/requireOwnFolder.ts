import { mkdir, readdir } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { TrellisError } from "@trellis/protocol";

/** Files that mark a folder as a node's, and its folders. */
const OWN = new Set([
  "lock",
  "lock.pid",
  "reveals",
  "claims",
  "answers",
  "seats",
  "claimed-orders",
  "claimed-nodes",
  "lease",
  "known-peers",
  "peers.snapshot",
]);
/** Files that operators keep beside them: keys, configurations, logs. */
const BESIDE = /\.(key|json|log|txt|env|sqlite)$|^\./;

/**
 * Creates a node's folder, or checks that it is fit for one: what is neither empty nor a node's may be somebody's home.
 * @param named - files that the configuration names; they may be in it.
 * @throws TRL-NOD-052 if other things are in it; TRL-NOD-009 if it is a file or cannot be used.
 */
export async function requireOwnFolder(folder: string, named: readonly string[] = []): Promise<void> {
  let entries: string[];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    entries = await readdir(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "EEXIST" || code === "ENOTDIR" ? "it is a file, or lies below one" : String(code);
    throw new TrellisError(
      "TRL-NOD-009",
      `dataDir: ${folder} cannot be used as a folder: ${why}`,
      { path: folder, field: "dataDir" },
      cause,
    );
  }
  const expected = new Set(named.flatMap((path) => firstPartBelow(folder, path) ?? []));
  const strange = entries.filter((entry) => !OWN.has(entry) && !BESIDE.test(entry) && !expected.has(entry));
  if (entries.includes("lock") || strange.length === 0) return;
  throw new TrellisError(
    "TRL-NOD-052",
    `dataDir: ${folder} is neither empty nor a node's folder: it holds ${strange.sort().slice(0, 3).join(", ")}${strange.length > 3 ? " …" : ""}; name a new folder`,
    { path: folder, field: "dataDir", entries: strange.length },
  );
}

/** The entry of `folder` that leads to `path`; undefined if it lies elsewhere. */
function firstPartBelow(folder: string, path: string): string | undefined {
  const below = relative(resolve(folder), resolve(path));
  return below === "" || below.startsWith("..") || isAbsolute(below) ? undefined : below.split(sep)[0];
}
