import { concatBytes, ProverBitmap, toBigInt, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";

const NUMBER_BYTES = 4;
const INTEGER_BYTES = 32;
const BITMAP_WORDS = 8;

/** Writes values one after another, as {@link ByteReader} reads them. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];

  /** Bytes of a length that the reader knows. */
  fixed(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  /** Bytes of any length. */
  bytes(bytes: Uint8Array): this {
    return this.number(bytes.length).fixed(bytes);
  }

  /** A whole number below 2^32. @throws TRL-PRO-001 otherwise. */
  number(value: number): this {
    return this.fixed(toBytes(value, NUMBER_BYTES));
  }

  /** A whole number below 2^256. @throws TRL-PRO-001 otherwise. */
  integer(value: bigint): this {
    return this.fixed(toBytes(value, INTEGER_BYTES));
  }

  flag(value: boolean): this {
    return this.fixed(Uint8Array.of(value ? 1 : 0));
  }

  bitmap(bitmap: ProverBitmap): this {
    for (const word of bitmap.words()) this.integer(word);
    return this;
  }

  list<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.number(items.length);
    for (const item of items) write(item);
    return this;
  }

  done(): Uint8Array {
    return concatBytes(...this.#parts);
  }
}

/** Reads what {@link ByteWriter} wrote. What it returns shares the memory of the whole. @throws an error for anything else. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  fixed(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error("a value ends too early");
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  bytes(): Uint8Array {
    return this.fixed(this.number());
  }

  hex(length: number): Hex {
    return toHex(this.fixed(length));
  }

  number(): number {
    const [a, b, c, d] = this.fixed(NUMBER_BYTES);
    return ((a! << 24) | (b! << 16) | (c! << 8) | d!) >>> 0;
  }

  integer(): bigint {
    return toBigInt(this.fixed(INTEGER_BYTES));
  }

  flag(): boolean {
    const [flag] = this.fixed(1);
    if (flag! > 1) throw new Error("this is neither yes nor no");
    return flag === 1;
  }

  bitmap(): ProverBitmap {
    return ProverBitmap.fromWords(Array.from({ length: BITMAP_WORDS }, () => this.integer()));
  }

  list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.number(); left > 0; left--) items.push(read());
    return items;
  }

  /** To be called after the last value. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new Error("there is something after the last value");
  }
}
