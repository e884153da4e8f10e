import { nodeNumber, type TreeNode } from "@trellis/protocol";

/** 2^32 divided by the golden ratio: neighbouring numbers land far apart. */
const GOLDEN = 0x9e3779b1;
const SEATS = 2_048;
const NOBODY = 0xffff;

/** Spreads 32 bits: each bit of the input changes half of the output's. */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * R15: the order in which the active seats step in for one node of one proposal. All nodes compute the same. It comes from a hash of
 * proposal, node and seat, so that each node of a block has another first rescuer. The hash is a cheap one: who searches for a
 * proposal's id with a good order gains at most rescuers' pay.
 *
 * Making one takes some 0.2 ms for 2,048 seats. Make it when a node is left waiting, and keep it.
 */
export class RescueOrder {
  /** Rank by seat. */
  readonly #ranks = new Uint16Array(SEATS).fill(NOBODY);

  /**
   * @param proposalId - 32 bytes.
   * @param seats - active in the round, each once.
   */
  constructor(proposalId: Uint8Array, node: TreeNode, seats: readonly number[]) {
    const [a = 0, b = 0, c = 0, d = 0] = proposalId.subarray(-4);
    const seed = mix(((a << 24) | (b << 16) | (c << 8) | d) ^ Math.imul(nodeNumber(node) + 1, GOLDEN));
    const keys = Float64Array.from(seats, (seat) => mix(seed + Math.imul(seat + 1, GOLDEN)) * SEATS + seat);
    keys.sort().forEach((key, rank) => {
      this.#ranks[key % SEATS] = rank;
    });
  }

  /**
   * How many seats come before this one, those known to be silent left out; undefined for a seat that is not active.
   * @param silent - seats of which nothing came when it was their time.
   */
  rank(seat: number, silent: Iterable<number> = []): number | undefined {
    const rank = this.#ranks[seat] ?? NOBODY;
    if (rank === NOBODY) return undefined;
    let before = rank;
    for (const other of silent) if (this.#ranks[other]! < rank) before--;
    return before;
  }
}
