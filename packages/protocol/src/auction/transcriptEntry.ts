import { SEATS } from "../constants.ts";
import type { ProverBitmap } from "../seats/ProverBitmap.ts";
import { assertSeat } from "../seats/ProverBitmap.ts";
import { covers, type TreeNode } from "../tree/TreeNode.ts";
import type { VoteScope } from "./Vote.ts";

/** R2: the slot of a rescue vote, which serves for nothing else. */
export const RESCUE_SLOT = 65_535;
/** R2: the entry of a node that nobody is named for. */
export const NO_ENTRY = 0n;

/** R2: whom a transcript names for a node, and by which vote. */
export interface TranscriptEntry {
  readonly seat: number;
  readonly vote: VoteScope;
}

/** R2: an entry with its place. */
export interface NodeEntry extends TranscriptEntry {
  readonly node: TreeNode;
}

/** R2: the vote by which a seat proves a node that no entry binds it to. Its scope is that very node. */
export function rescueVote({ depth, index }: TreeNode): VoteScope {
  return { depth, index, slot: RESCUE_SLOT };
}

/**
 * R2: `seat + 1 (16 bits) ‖ scope depth (8) ‖ scope index (16) ‖ slot (16)`, as the number that stands at the node's place.
 * @throws TRL-PRO-006 for a seat outside 0..2047.
 */
export function encodeTranscriptEntry({ seat, vote }: TranscriptEntry): bigint {
  assertSeat(seat);
  return (
    (BigInt(seat + 1) << 40n) | (BigInt(vote.depth) << 32n) | (BigInt(vote.index) << 16n) | BigInt(vote.slot)
  );
}

/** Inverse of {@link encodeTranscriptEntry}; undefined for a number that no entry encodes to. */
export function decodeTranscriptEntry(entry: bigint): TranscriptEntry | undefined {
  if (entry < 0n || entry >> 56n !== 0n) return undefined;
  const seat = Number(entry >> 40n) - 1;
  if (seat < 0 || seat >= SEATS) return undefined;
  const part = (shift: bigint, bits: bigint): number => Number((entry >> shift) & ((1n << bits) - 1n));
  return { seat, vote: { depth: part(32n, 8n), index: part(16n, 16n), slot: part(0n, 16n) } };
}

/**
 * R2: whether an entry binds nobody to `node`: it names nobody, a seat outside of the committed bitmap, or a vote that does not cover the
 * node or is a rescue vote. A transcript may hold any numbers; this has an answer for each of them.
 */
export function isVacant(entry: bigint, node: TreeNode, committed: ProverBitmap): boolean {
  const named = decodeTranscriptEntry(entry);
  return (
    named === undefined ||
    !committed.has(named.seat) ||
    !covers(named.vote, node) ||
    named.vote.slot === RESCUE_SLOT
  );
}
