import type { SignedEntry } from "@trellis/protocol";
import { covers, sameNode, transcriptBitmap, type Vote } from "@trellis/protocol";
import type { AssignNodes } from "@trellis/strategy";

/**
 * For tests only. Assigns one leaf to each seat to leave out, and all other nodes to other seats.
 * @param honest - assigns the other seats' votes.
 */
export function assignToOthers(honest: AssignNodes, leftOut: readonly number[]): AssignNodes {
  return (votes, treeDepth, seats) => {
    const victims = victimsOf(votes, treeDepth, leftOut);
    const others = votes.filter(({ seat }) => !leftOut.includes(seat));
    const rest = honest(others, treeDepth, seats).entries.filter(
      ({ node }) => !victims.some((victim) => sameNode(victim.node, node)),
    );
    const entries = [...rest, ...victims].sort(
      (a, b) => a.node.depth - b.node.depth || a.node.index - b.node.index,
    );
    return { entries, committed: transcriptBitmap(entries) };
  };
}

function victimsOf(votes: readonly Vote[], treeDepth: number, leftOut: readonly number[]): SignedEntry[] {
  return leftOut.slice(0, 2 ** treeDepth).flatMap((seat, index) => {
    const node = { depth: treeDepth, index };
    const vote = votes.find((other) => other.seat === seat && covers(other, node));
    if (vote === undefined) return [];
    const { depth, index: scope, slot, signature } = vote;
    return [{ node, seat, vote: { depth, index: scope, slot }, signature }];
  });
}
