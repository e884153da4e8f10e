import { nodeCount } from "@trellis/protocol";

/** No seat at a node. */
export const NOBODY = -1;

/**
 * P5.1, R15: what `assignNodes` gives to seats of equal weight that each offer `votes` nodes anywhere in the tree, in closed form: all first
 * votes take the lowest nodes, all second votes the next ones, and so on; in each round lower seats come first. A test holds the two
 * together. @param seats - ascending; those that do not fit are left out.
 * @returns the seat of each node, by number; {@link NOBODY} where votes do not reach.
 */
export function dealNodes(seats: readonly number[], votes: number, treeDepth: number): Int16Array {
  const nodes = nodeCount(treeDepth);
  const named = new Int16Array(nodes).fill(NOBODY);
  const voters = Math.min(seats.length, nodes);
  const taken = Math.min(nodes, voters * votes);
  const places = taken === nodes ? undefined : postOrder(nodes, taken);
  let place = 0;
  for (let left = taken; left > 0; ) {
    // The last round may be a part of one.
    const round = left % voters === 0 ? voters : left % voters;
    for (let i = 0; i < round; i++, place++) named[places === undefined ? place : places[place]!] = seats[i]!;
    left -= round;
  }
  return named;
}

/** The nodes that votes for the whole tree take, ascending: `FreeNodes` goes down to the left first, so it walks the tree in post-order. */
function postOrder(nodes: number, taken: number): Int32Array {
  const order = new Int32Array(taken);
  let count = 0;
  const walk = (number: number): void => {
    if (number >= nodes || count === taken) return;
    walk(2 * number + 1);
    walk(2 * number + 2);
    if (count < taken) order[count++] = number;
  };
  walk(0);
  return order.sort();
}
