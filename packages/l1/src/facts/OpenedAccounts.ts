import { randomBytes } from "node:crypto";
import { concatBytes, equalBytes, fromHex, PackedList, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";

/** Both coordinates of the key, and the owner. */
const KEY_BYTES = 64;
const RECORD_BYTES = KEY_BYTES + 20;
/** The table of places grows when more than half of it is taken. */
const FIRST_SIZE = 1_024;

/** What L1 says of an account that it opens. */
interface Opened {
  readonly accountIndex: number;
  readonly owner: Hex;
  readonly keyX: bigint;
  readonly keyY: bigint;
}

/**
 * Keys and owners of the accounts that L1 has opened. L1 numbers accounts from 0 on. An account's number is found by a hash table of
 * numbers alone, which is made when it is first asked: a million accounts take as many bytes as they have, and 8 more each.
 */
export class OpenedAccounts {
  readonly #records = new PackedList(RECORD_BYTES);
  /** For a store. */
  readonly pages = this.#records.pages;
  /** Who chooses keys must not know which of them collide. */
  readonly #seed = randomBytes(4).readUInt32LE();
  /** A number plus one at the place of its hash, or at the next free one. */
  #places: Uint32Array | undefined;

  /** Adds the next account. L1 never opens one twice. */
  open({ accountIndex, owner, keyX, keyY }: Opened): void {
    if (accountIndex !== this.#records.length) return;
    this.#records.push(recordOf(keyX, keyY, owner));
    const places = this.#places;
    if (places === undefined) return;
    if (2 * this.#records.length > places.length) this.#places = undefined;
    else this.#put(places, accountIndex);
  }

  /** The account of a key and an owner. */
  indexOf(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    this.#places ??= this.#makePlaces();
    const record = recordOf(keyX, keyY, owner);
    const mask = this.#places.length - 1;
    for (let place = this.#hash(record) & mask; ; place = (place + 1) & mask) {
      const found = this.#places[place]!;
      if (found === 0) return undefined;
      if (equalBytes(this.#records.at(found - 1)!, record)) return found - 1;
    }
  }

  /** The owner of an account. */
  ownerOf(accountIndex: number): Hex | undefined {
    const record = this.#records.at(accountIndex);
    return record && toHex(record.subarray(KEY_BYTES));
  }

  /** Goes on from what a store has put into {@link pages}. @returns whether it is a list of accounts. */
  adopt(): boolean {
    this.#places = undefined;
    return this.#records.adopt();
  }

  #makePlaces(): Uint32Array {
    let size = FIRST_SIZE;
    while (size < 4 * this.#records.length) size *= 2;
    const places = new Uint32Array(size);
    for (let index = 0; index < this.#records.length; index++) this.#put(places, index);
    return places;
  }

  #put(places: Uint32Array, index: number): void {
    const mask = places.length - 1;
    let place = this.#hash(this.#records.at(index)!) & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = index + 1;
  }

  /** FNV-1a from a secret start, mixed once more because only its low bits are used. */
  #hash(record: Uint8Array): number {
    let hash = this.#seed;
    for (const byte of record) hash = Math.imul(hash ^ byte, 16_777_619);
    return (hash ^ (hash >>> 15)) >>> 0;
  }
}

function recordOf(keyX: bigint, keyY: bigint, owner: Hex): Uint8Array {
  return concatBytes(toBytes(keyX, 32), toBytes(keyY, 32), fromHex(owner));
}
