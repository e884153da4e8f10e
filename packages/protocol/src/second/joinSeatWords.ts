import { concatBytes, toBytes } from "../encoding/bytes.ts";
import { encodeSeatWord, type NodeProver, SEAT_WORD_BYTES } from "./seatWords.ts";

/**
 * R1: the seat words of a node and all below it, row by row, as a node proof carries them.
 * @param own - who proved the node.
 * @param children - the words of its left and its right child, of the same length; none for a leaf.
 * @throws TRL-PRO-006 for a seat outside 0..2047.
 */
export function joinSeatWords(
  own: NodeProver,
  children?: readonly [left: Uint8Array, right: Uint8Array],
): Uint8Array {
  const rows = [toBytes(encodeSeatWord(own), SEAT_WORD_BYTES)];
  if (children === undefined) return rows[0]!;
  const [left, right] = children;
  for (let at = 0, bytes = SEAT_WORD_BYTES; at < left.length; ) {
    rows.push(left.subarray(at, at + bytes), right.subarray(at, at + bytes));
    at += bytes;
    // The next row has twice as many nodes.
    bytes *= 2;
  }
  return concatBytes(...rows);
}
