import { TrellisError } from "@trellis/field";
import { MAX_DEPTH } from "../constants.ts";
import { concatBytes, sha256, toBytes } from "../encoding/bytes.ts";
import { covers, isNodeOf, nodeCount, nodeNumber, type TreeNode } from "../tree/TreeNode.ts";
import { assertSeat } from "./ProverBitmap.ts";

/** R1: bytes of a seat word. */
export const SEAT_WORD_BYTES = 2;
const COMMITTED = 0x8000;

/** R1: who proved a node. */
export interface NodeProver {
  /** Null: nobody. */
  readonly seat: number | null;
  /** Whether the seat proved it by the vote that the transcript has for it. */
  readonly isCommitted: boolean;
}

/** R1: `seat + 1`, bit 15 for committed; 0 for nobody. @throws TRL-PRO-006 for a seat outside 0..2047. */
export function encodeSeatWord({ seat, isCommitted }: NodeProver): number {
  if (seat === null) return 0;
  assertSeat(seat);
  return seat + 1 + (isCommitted ? COMMITTED : 0);
}

/** Inverse of {@link encodeSeatWord}. @throws TRL-PRO-006 for a word that no prover encodes to. */
export function decodeSeatWord(word: number): NodeProver {
  const isCommitted = (word & COMMITTED) !== 0;
  const seat = (word & ~COMMITTED) - 1;
  if (seat === -1 && !isCommitted) return { seat: null, isCommitted };
  assertSeat(seat);
  return { seat, isCommitted };
}

/**
 * R1: the seat words of a block, in order of node numbers (row by row, the root first), two bytes each: what goes to L1 with each proof.
 * @throws TRL-PRO-014 unless there is one for each node of a tree of depth 1..11.
 */
export function packSeatWords(provers: readonly NodeProver[]): Uint8Array {
  depthOf(provers.length);
  const packed = new Uint8Array(provers.length * SEAT_WORD_BYTES);
  for (const [i, prover] of provers.entries()) packed.set(toBytes(encodeSeatWord(prover), 2), 2 * i);
  return packed;
}

/**
 * R1: the words of a node and all below it, row by row.
 * @param own - of the node.
 * @param children - words of its left and right subtree, of the same depth; none for a leaf.
 * @throws TRL-PRO-006 for a seat outside 0..2047.
 */
export function subtreeWords(
  own: NodeProver,
  children: readonly [left: Uint8Array, right: Uint8Array] | undefined,
): Uint8Array {
  const word = toBytes(encodeSeatWord(own), SEAT_WORD_BYTES);
  if (children === undefined) return word;
  const rows = [word];
  for (let start = 0, width = SEAT_WORD_BYTES; start < children[0].length; start += width, width *= 2) {
    for (const child of children) rows.push(child.subarray(start, start + width));
  }
  return concatBytes(...rows);
}

/**
 * R1: who proved a node, by the words of a node above it or of its own.
 * @param words - of `top` and all below it ({@link subtreeWords}).
 * @throws TRL-PRO-004 unless `top` covers the node and the words reach down to it; TRL-PRO-006 for a word that no prover encodes to.
 */
export function proverAt(words: Uint8Array, top: TreeNode, node: TreeNode): NodeProver {
  const levels = node.depth - top.depth;
  const at = SEAT_WORD_BYTES * (2 ** levels - 1 + node.index - top.index * 2 ** levels);
  if (!covers(top, node) || at + SEAT_WORD_BYTES > words.length) {
    throw new TrellisError("TRL-PRO-004", "The subtree has no such node.", { ...node });
  }
  return decodeSeatWord(words[at]! * 256 + words[at + 1]!);
}

/** R1: hash of the words of a node without children: `sha256(word)`. */
export function leafWordHash(word: Uint8Array): Uint8Array {
  return sha256(word);
}

/** R1: hash of the words of a node and all below it: `sha256(left ‖ right ‖ word)`. */
export function innerWordHash(left: Uint8Array, right: Uint8Array, word: Uint8Array): Uint8Array {
  return sha256(left, right, word);
}

/** R1: the root of the tree of a block's packed seat words. @throws TRL-PRO-014 as {@link packSeatWords}. */
export function seatWordsRoot(packed: Uint8Array): Uint8Array {
  return hashesOf(packed)[0]!;
}

/** R1: what leads from a node's word to the root of the words. */
export interface SeatWordPath {
  /** Hashes of the node's children; none for a leaf. */
  readonly children: readonly Uint8Array[];
  /** From the node up: the sibling's hash and the parent's word. */
  readonly levels: readonly { readonly sibling: Uint8Array; readonly word: Uint8Array }[];
}

/**
 * The path of a node's word.
 * @throws TRL-PRO-014 as {@link packSeatWords}; TRL-PRO-004 if the tree has no such node.
 */
export function seatWordPath(packed: Uint8Array, node: TreeNode): SeatWordPath {
  const hashes = hashesOf(packed);
  const treeDepth = depthOf(hashes.length);
  if (!isNodeOf(node, treeDepth)) {
    throw new TrellisError("TRL-PRO-004", "The tree has no such node.", { ...node, treeDepth });
  }
  const number = nodeNumber(node);
  const children =
    node.depth === treeDepth ? [] : [hashes[2 * number + 1]!.slice(), hashes[2 * number + 2]!.slice()];
  const levels: { sibling: Uint8Array; word: Uint8Array }[] = [];
  for (let at = number; at > 0; ) {
    const sibling = at % 2 === 1 ? at + 1 : at - 1;
    at = (at - 1) >> 1;
    levels.push({ sibling: hashes[sibling]!.slice(), word: wordAt(packed, at) });
  }
  return { children, levels };
}

/** The root of the words that a node's word and its path lead to. */
export function seatWordPathRoot(
  word: Uint8Array,
  { depth, index }: TreeNode,
  { children, levels }: SeatWordPath,
): Uint8Array {
  const [left, right] = children;
  const start =
    left !== undefined && right !== undefined ? innerWordHash(left, right, word) : leafWordHash(word);
  return levels.slice(0, depth).reduce((hash, level, i) => {
    const isRight = Math.floor(index / 2 ** i) % 2 === 1;
    return isRight
      ? innerWordHash(level.sibling, hash, level.word)
      : innerWordHash(hash, level.sibling, level.word);
  }, start);
}

/** Hash of each node, by node number. */
function hashesOf(packed: Uint8Array): Uint8Array[] {
  const count = packed.length / SEAT_WORD_BYTES;
  const treeDepth = depthOf(count);
  const hashes: Uint8Array[] = new Array(count);
  for (let number = count - 1; number >= 0; number--) {
    const word = wordAt(packed, number);
    hashes[number] =
      number >= 2 ** treeDepth - 1
        ? leafWordHash(word)
        : innerWordHash(hashes[2 * number + 1]!, hashes[2 * number + 2]!, word);
  }
  return hashes;
}

const wordAt = (packed: Uint8Array, number: number): Uint8Array => packed.slice(2 * number, 2 * number + 2);

function depthOf(nodes: number): number {
  for (let depth = 1; depth <= MAX_DEPTH; depth++) if (nodeCount(depth) === nodes) return depth;
  throw new TrellisError(
    "TRL-PRO-014",
    "A block has one seat word for each node of a tree of depth 1 to 11.",
    { nodes },
  );
}
