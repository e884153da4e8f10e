import { type TreeNode, toBigInt } from "@trellis/protocol";

/** Who proved a node, by an entry of the contributions. */
export interface Contributor {
  readonly node: TreeNode;
  /** Null where nobody is named. */
  readonly seat: number | null;
}

/** P6.4: what pay depends on of an entry's 10 bytes; those of the vote are left aside. */
export function decodeEntry(entry: Uint8Array): Contributor {
  const number = (from: number, to: number): number => Number(toBigInt(entry.subarray(from, to)));
  const seatPlusOne = number(3, 5);
  return {
    node: { depth: number(0, 1), index: number(1, 3) },
    seat: seatPlusOne === 0 ? null : seatPlusOne - 1,
  };
}
