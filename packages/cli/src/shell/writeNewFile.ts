import { type FileHandle, link, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { TrellisError } from "@trellis/protocol";

/**
 * Writes a new file completely or not at all: it appears under its name only once all its bytes are on the disk.
 * @throws TRL-CLI-006 if it exists already or cannot be written.
 */
export async function writeNewFile(path: string, text: string, mode: number): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  let file: FileHandle | undefined;
  let isMade = false;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    file = await open(unfinished, "wx", mode);
    isMade = true;
    await file.writeFile(text);
    await file.sync();
    await file.close();
    file = undefined;
    // Unlike a rename, a link never replaces what is there.
    await link(unfinished, path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "EEXIST" ? "it exists already; nothing is overwritten" : code;
    throw new TrellisError("TRL-CLI-006", `cannot write ${path}: ${reason}`, { path }, cause);
  } finally {
    await file?.close();
    if (isMade) await rm(unfinished, { force: true });
  }
}
