import { TrackedMap } from "./TrackedMap.ts";

/** Records of a page: some kilobytes, so that one more record rewrites little. */
export const PAGE_RECORDS = 128;

/** Bytes that are read when they are needed. */
export interface StoredBytes {
  readonly length: number;
  /** @throws if they cannot be read, or are not those that were written. */
  read(): Uint8Array;
}

/** A page in memory, or one that a store has kept. */
export type PackedPage = Uint8Array | StoredBytes;

/** A page's bytes. They must not be changed. @throws as {@link StoredBytes.read}. */
export function bytesOf(page: PackedPage): Uint8Array {
  return page instanceof Uint8Array ? page : page.read();
}

/**
 * A list of records of equal length that only grows, in pages of {@link PAGE_RECORDS}: a million of them take as many bytes as they have.
 * Pages that a store has put in may stay on disk.
 */
export class PackedList {
  /** The pages by their numbers, each as long as the records in it. For a store. */
  readonly pages = new TrackedMap<number, PackedPage>();
  readonly #bytes: number;
  #length = 0;

  /** @param bytes - length of a record. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Number of records. */
  get length(): number {
    return this.#length;
  }

  /** The record at a place; undefined if there is none. It must not be changed. @throws as {@link StoredBytes.read}. */
  at(index: number): Uint8Array | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.#length) return undefined;
    const start = (index % PAGE_RECORDS) * this.#bytes;
    return bytesOf(this.pages.get(Math.floor(index / PAGE_RECORDS))!).subarray(start, start + this.#bytes);
  }

  /** Adds a record of the list's length. */
  push(record: Uint8Array): void {
    const number = Math.floor(this.#length / PAGE_RECORDS);
    const used = (this.#length % PAGE_RECORDS) * this.#bytes;
    const whole = growing(this.pages.get(number), PAGE_RECORDS * this.#bytes);
    whole.set(record, used);
    this.pages.set(number, whole.subarray(0, used + this.#bytes));
    this.#length++;
  }

  /**
   * Takes the pages that a store has put into {@link pages}.
   * @returns whether they are the pages of a list: in order, and all but the last of them full.
   */
  adopt(): boolean {
    const page = PAGE_RECORDS * this.#bytes;
    let bytes = 0;
    for (const [number, { length }] of this.pages) {
      if (bytes !== number * page || length === 0 || length > page || length % this.#bytes !== 0)
        return false;
      bytes += length;
    }
    this.#length = bytes / this.#bytes;
    return true;
  }
}

/** The memory of a page, with room for all its records. */
function growing(page: PackedPage | undefined, bytes: number): Uint8Array {
  if (page === undefined) return new Uint8Array(bytes);
  if (page instanceof Uint8Array && page.buffer.byteLength === bytes)
    return new Uint8Array(page.buffer as ArrayBuffer);
  const whole = new Uint8Array(bytes);
  whole.set(bytesOf(page));
  return whole;
}
