import { ACCOUNTS } from "@trellis/ledger";
import { type PoolReserves, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { decimal, fromJson, hexId, toJson } from "../disk/fields.ts";

/** Accounts of a chunk: those in so many places of the state, from a multiple of their number on. */
export const CHUNK_ACCOUNTS = 8_192;
/** Messages of a chunk. */
export const CHUNK_MESSAGES = 8_192;
/** Most messages of a snapshot. */
const MAX_MESSAGES = 2 ** 24;
/** Most bytes of a chunk as it is stored: a full one that cannot be compressed, and what that costs. */
export const MAX_CHUNK_BYTES = 2 ** 20;
/** Most bytes of a manifest: one of the most chunks takes less. */
export const MAX_MANIFEST_BYTES = 2 ** 18;

/** A chunk as it is stored and sent. */
export interface ChunkPlace {
  /** SHA-256 of its bytes. */
  readonly hash: Hex;
  /** How many they are. */
  readonly bytes: number;
}

/** What a snapshot is of, and what its chunks are (ADR 0039). */
export interface SnapshotManifest {
  readonly chainId: bigint;
  readonly rollup: Hex;
  /** A final height, and its block. */
  readonly height: bigint;
  readonly proposalId: Hex;
  /** Root of the L2 state after it. */
  readonly stateRoot: bigint;
  readonly reserves: PoolReserves;
  /** Number of accounts. */
  readonly accounts: number;
  /** Number of messages of L1's queue, and its rolling hash after them. */
  readonly messages: number;
  readonly queueHash: Hex;
  /** How many of the chunks hold accounts; messages are in the others. */
  readonly accountChunks: number;
  readonly chunks: readonly ChunkPlace[];
}

const MAX_ACCOUNT_CHUNKS = ACCOUNTS / CHUNK_ACCOUNTS;
const MAX_CHUNKS = MAX_ACCOUNT_CHUNKS + MAX_MESSAGES / CHUNK_MESSAGES;

const schema = z
  .strictObject({
    format: z.literal("trellis-snapshot"),
    version: z.literal(1),
    chainId: decimal,
    rollup: z
      .string()
      .regex(/^0x[0-9a-f]{40}$/)
      .transform((digits) => digits as Hex),
    height: decimal.refine((height) => height > 0n),
    proposalId: hexId,
    stateRoot: decimal,
    reserves: z.tuple([decimal, decimal]),
    accounts: z.number().int().min(0).max(ACCOUNTS),
    messages: z.number().int().min(0).max(MAX_MESSAGES),
    queueHash: hexId,
    accountChunks: z.number().int().min(0).max(MAX_ACCOUNT_CHUNKS),
    chunks: z
      .array(z.strictObject({ hash: hexId, bytes: z.number().int().min(1).max(MAX_CHUNK_BYTES) }))
      .max(MAX_CHUNKS),
  })
  .refine(
    ({ messages, accountChunks, chunks }) =>
      chunks.length === accountChunks + Math.ceil(messages / CHUNK_MESSAGES),
    "its chunks are not as many as its accounts and messages need",
  )
  .transform(({ format: _, version: __, ...manifest }): SnapshotManifest => manifest);

/** A manifest's bytes. */
export function writeManifest(manifest: SnapshotManifest): Uint8Array {
  return toJson({ format: "trellis-snapshot", version: 1, ...manifest });
}

/** @throws TRL-NOD-091 if the bytes are no manifest of this version. */
export function readManifest(bytes: Uint8Array): SnapshotManifest {
  try {
    return fromJson(schema, bytes);
  } catch (cause) {
    throw brokenSnapshot("its table of contents cannot be read: it is torn, or of another version", cause);
  }
}

/** What is said of a snapshot that is not what it says. */
export function brokenSnapshot(why: string, cause?: unknown): TrellisError {
  return new TrellisError("TRL-NOD-091", `this is no whole snapshot: ${why}`, {}, cause);
}
