import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import type { Account } from "@trellis/ledger";
import {
  concatBytes,
  type QueuedMessage,
  sha256,
  TRANSACTION_BYTES,
  toBigInt,
  toBytes,
  toHex,
} from "@trellis/protocol";
import { brokenSnapshot, CHUNK_ACCOUNTS, CHUNK_MESSAGES, type ChunkPlace } from "./SnapshotManifest.ts";

/** Index, key, nonce, balances. */
const ACCOUNT_BYTES = 4 + 64 + 4 + 32;
/** Transaction and key. */
const MESSAGE_BYTES = TRANSACTION_BYTES + 64;
/** Keys cannot be compressed. What can be takes no more time at this level than at higher ones. */
const LEVEL = 1;
/** Some milliseconds of packing. */
const RECORDS_AT_ONCE = 256;
const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);

/** An account at its place in the state. */
export type PlacedAccount = readonly [index: number, account: Account];

/** A chunk as it is stored. */
export interface Chunk {
  readonly place: ChunkPlace;
  readonly stored: Uint8Array;
}

/** A chunk of accounts, in ascending order of their places. */
export function accountChunk(accounts: readonly PlacedAccount[]): Promise<Chunk> {
  return chunk(accounts, ([index, { key, nonce, balances }]) =>
    concatBytes(
      toBytes(index, 4),
      toBytes(key.x, 32),
      toBytes(key.y, 32),
      toBytes(nonce, 4),
      toBytes(balances[0], 16),
      toBytes(balances[1], 16),
    ),
  );
}

/** A chunk of messages, in their order. */
export function messageChunk(messages: readonly QueuedMessage[]): Promise<Chunk> {
  return chunk(messages, ({ packed, keyX, keyY }) =>
    concatBytes(packed, toBytes(keyX, 32), toBytes(keyY, 32)),
  );
}

/** The event loop has its turn now and then, and another thread compresses. */
async function chunk<Item>(items: readonly Item[], packed: (item: Item) => Uint8Array): Promise<Chunk> {
  const records: Uint8Array[] = [];
  for (const item of items) {
    records.push(packed(item));
    if (records.length % RECORDS_AT_ONCE === 0) await nextTurn();
  }
  const stored = new Uint8Array(await deflate(concatBytes(...records), { level: LEVEL }));
  return { place: { hash: toHex(sha256(stored)), bytes: stored.length }, stored };
}

/**
 * The accounts of a chunk, in ascending order of their places.
 * @param number - of the chunk, from 0. @throws TRL-NOD-091 if the chunk is not what the manifest says, or holds other places.
 */
export function* accountsOf(stored: Uint8Array, place: ChunkPlace, number: number): Generator<PlacedAccount> {
  const bytes = unpacked(stored, place, CHUNK_ACCOUNTS * ACCOUNT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length % ACCOUNT_BYTES !== 0) throw brokenSnapshot(`chunk ${number} is cut off`);
  const first = number * CHUNK_ACCOUNTS;
  let least = first;
  for (let at = 0; at < bytes.length; at += ACCOUNT_BYTES) {
    const index = view.getUint32(at);
    if (index < least || index >= first + CHUNK_ACCOUNTS) {
      throw brokenSnapshot(`chunk ${number} has an account at the wrong place`);
    }
    least = index + 1;
    const field = (offset: number, length: number): bigint =>
      toBigInt(bytes.subarray(at + offset, at + offset + length));
    yield [
      index,
      {
        key: { x: field(4, 32), y: field(36, 32) },
        nonce: view.getUint32(at + 68),
        balances: [field(72, 16), field(88, 16)],
      },
    ];
  }
}

/**
 * The messages of a chunk, packed one after the other.
 * @param count - how many there must be. @throws TRL-NOD-091 if the chunk is not what the manifest says.
 */
export function packedMessages(stored: Uint8Array, place: ChunkPlace, count: number): Uint8Array {
  const bytes = unpacked(stored, place, CHUNK_MESSAGES * MESSAGE_BYTES);
  if (bytes.length !== count * MESSAGE_BYTES) {
    throw brokenSnapshot("a chunk has not the messages that it should");
  }
  return bytes;
}

/** The messages that {@link packedMessages} has packed. */
export function* messagesIn(packed: Uint8Array): Generator<QueuedMessage> {
  for (let at = 0; at < packed.length; at += MESSAGE_BYTES) {
    const keyAt = at + TRANSACTION_BYTES;
    yield {
      packed: packed.slice(at, keyAt),
      keyX: toBigInt(packed.subarray(keyAt, keyAt + 32)),
      keyY: toBigInt(packed.subarray(keyAt + 32, keyAt + 64)),
    };
  }
}

/** @throws TRL-NOD-091 if the bytes are not those of the place: nothing is unpacked before that is known. */
export function requireChunk(stored: Uint8Array, { hash, bytes }: ChunkPlace): void {
  if (stored.length !== bytes || toHex(sha256(stored)) !== hash) {
    throw brokenSnapshot("a chunk is torn, or was changed");
  }
}

/** @param most - bytes that it may take: a small chunk can hold any number of zeros. */
function unpacked(stored: Uint8Array, place: ChunkPlace, most: number): Uint8Array {
  requireChunk(stored, place);
  try {
    const { buffer, byteOffset, byteLength } = inflateRawSync(stored, { maxOutputLength: most });
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (cause) {
    throw brokenSnapshot("a chunk cannot be unpacked", cause);
  }
}
