import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";
import {
  brokenSnapshot,
  MAX_MANIFEST_BYTES,
  readManifest,
  type SnapshotManifest,
  writeManifest,
} from "./SnapshotManifest.ts";
import type { Chunk } from "./snapshotChunks.ts";

/** Where a snapshot comes from. */
export interface SnapshotSource {
  readonly manifest: SnapshotManifest;
  /** A chunk's bytes as they are stored. They are not held against its hash yet. */
  chunk(number: number): Promise<Uint8Array>;
}

/** Begins and ends a file. */
const MAGIC = new TextEncoder().encode("TRELLIS\n");
/** After the manifest: its length, and {@link MAGIC} once more. */
const END_BYTES = 4 + MAGIC.length;
const FILE_MODE = 0o644;

/** A snapshot in a file: the chunks one after the other, then the manifest, its length, and a mark at both ends. */
export class SnapshotFile implements SnapshotSource {
  readonly manifest: SnapshotManifest;
  readonly #file: FileHandle;
  /** Where each chunk begins. */
  readonly #starts: readonly number[];

  private constructor(file: FileHandle, manifest: SnapshotManifest, starts: readonly number[]) {
    this.#file = file;
    this.manifest = manifest;
    this.#starts = starts;
  }

  /**
   * Opens a file. Only the manifest is read.
   * @throws TRL-NOD-091 if it is no snapshot, or not as long as its manifest says; TRL-NOD-009 if it cannot be read.
   */
  static async open(path: string): Promise<SnapshotFile> {
    // A name in place of a file could let the reader wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
      throw unusable(path, "read", cause);
    });
    try {
      const { size, isFile } = await file
        .stat()
        .then((found) => ({ size: found.size, isFile: found.isFile() }));
      if (!isFile || size < MAGIC.length + END_BYTES) throw brokenSnapshot("the file is too short");
      const end = await read(file, size - END_BYTES, END_BYTES);
      const begin = await read(file, 0, MAGIC.length);
      if (!begin.equals(MAGIC) || !end.subarray(4).equals(MAGIC)) {
        throw brokenSnapshot("the file is something else, or is cut off");
      }
      const length = end.readUInt32BE(0);
      const at = size - END_BYTES - length;
      if (length > MAX_MANIFEST_BYTES || at < MAGIC.length) throw brokenSnapshot("its end is torn");
      const manifest = readManifest(await read(file, at, length));
      let next = MAGIC.length;
      const starts = manifest.chunks.map(({ bytes }) => {
        next += bytes;
        return next - bytes;
      });
      if (next !== at) throw brokenSnapshot("the file has not the length that its table of contents says");
      return new SnapshotFile(file, manifest, starts);
    } catch (error) {
      await file.close();
      throw error instanceof TrellisError ? error : unusable(path, "read", error);
    }
  }

  async chunk(number: number): Promise<Uint8Array> {
    return read(this.#file, this.#starts[number]!, this.manifest.chunks[number]!.bytes);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/**
 * Writes a snapshot as a whole, or not at all.
 * @param chunks - in their order; each is written before the next is asked for. @param manifestOf - makes the manifest of what was written.
 * @param replace - whether a file of this name is replaced.
 * @throws TRL-NOD-093 if there is one and it is not; TRL-NOD-009 if it cannot be written; as `chunks` does.
 */
export async function writeSnapshotFile(
  path: string,
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  manifestOf: (places: SnapshotManifest["chunks"]) => SnapshotManifest,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<SnapshotManifest> {
  if (!replace && (await exists(path))) {
    throw new TrellisError("TRL-NOD-093", `${path} exists; nothing is overwritten: name another file`, {
      path,
    });
  }
  const unfinished = `${path}.${process.pid}.unfinished`;
  let file: FileHandle | undefined;
  try {
    file = await open(unfinished, "w", FILE_MODE);
    await file.write(MAGIC);
    const places: Chunk["place"][] = [];
    for await (const { place, stored } of chunks) {
      await file.writeFile(stored);
      places.push(place);
    }
    const manifest = manifestOf(places);
    const bytes = writeManifest(manifest);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await file.writeFile(Buffer.concat([bytes, length, MAGIC]));
    await file.sync();
    await file.close();
    file = undefined;
    await rename(unfinished, path);
    return manifest;
  } catch (cause) {
    throw cause instanceof TrellisError ? cause : unusable(path, "written", cause);
  } finally {
    await file?.close().catch(() => {});
    await rm(unfinished, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Bytes of a file. @throws TRL-NOD-091 if it has become shorter. */
async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw brokenSnapshot("the file is cut off");
  return buffer;
}

function unusable(path: string, how: "read" | "written", cause: unknown): TrellisError {
  const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new TrellisError("TRL-NOD-009", `the snapshot ${path} cannot be ${how}: ${why}`, { path }, cause);
}
