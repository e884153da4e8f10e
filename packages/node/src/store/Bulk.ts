import { crc32 } from "node:zlib";
import { type StoredBytes, TrellisError } from "@trellis/protocol";

/** What an entry says of bytes that stay on disk. */
export interface BulkDigest {
  readonly length: number;
  /** CRC-32 of the entry's name and the bytes. */
  readonly crc: number;
}

/** The digest of an entry's bytes. */
export function bulkDigest(section: string, key: string, bytes: Uint8Array): BulkDigest {
  return { length: bytes.length, crc: crc32(bytes, crc32(`${section.length}/${section}/${key}/`)) };
}

/** What a bulk needs of its file. */
export interface BulkSource {
  /** Reads the bytes at a place; undefined if there are none. @throws if the disk fails. */
  read(at: number): Uint8Array | undefined;
  /** Told why bytes are not those that were written. */
  refused(cause: unknown): void;
}

/** The entry of a bulk. */
export interface BulkEntry extends BulkDigest {
  readonly at: number;
  readonly section: string;
  readonly key: string;
}

/**
 * Bytes of an entry that stay on disk until they are asked for. They are held against their digest at each reading. Before their row is
 * removed they are pinned: from then on they are in memory.
 */
export class Bulk implements StoredBytes {
  readonly #entry: BulkEntry;
  #source: BulkSource | undefined;
  #pinned: Uint8Array | undefined;

  constructor(entry: BulkEntry, source: BulkSource) {
    this.#entry = entry;
    this.#source = source;
  }

  get length(): number {
    return this.#entry.length;
  }

  /**
   * @param fits - whether the bytes are what the entry says besides.
   * @throws TRL-NOD-055 if they cannot be read or are not those that were written. The file's owner has been told.
   */
  read(fits: (bytes: Uint8Array) => boolean = () => true): Uint8Array {
    if (this.#pinned !== undefined) return this.#pinned;
    const source = this.#source;
    if (source === undefined) throw this.#lost(new Error("what it was read from is void"));
    const { section, key, at } = this.#entry;
    let cause: unknown = new Error(`${section} ${key}: its bytes are not those that were written`);
    try {
      const bytes = source.read(at);
      if (bytes !== undefined && isOf(this.#entry, bytes) && fits(bytes)) return bytes;
    } catch (error) {
      cause = error;
    }
    source.refused(cause);
    throw this.#lost(cause);
  }

  /** Whether its bytes have this digest. */
  isOf({ length, crc }: BulkDigest): boolean {
    return this.#entry.length === length && this.#entry.crc === crc;
  }

  /** Takes the bytes into memory. @throws as {@link read}. */
  pin(): void {
    this.#pinned ??= this.read();
    this.#source = undefined;
  }

  /** The row is gone, and nobody needs it. */
  drop(): void {
    this.#source = undefined;
  }

  #lost(cause: unknown): TrellisError {
    return new TrellisError(
      "TRL-NOD-055",
      "a part of the chain store cannot be read any more",
      { part: `${this.#entry.section} ${this.#entry.key}` },
      cause,
    );
  }
}

function isOf({ section, key, length, crc }: BulkEntry, bytes: Uint8Array): boolean {
  return bytes.length === length && bulkDigest(section, key, bytes).crc === crc;
}
