import { covers, sameNode, type TranscriptEntry, type Vote } from "@trellis/protocol";
import type { AssignVotes } from "@trellis/strategy";

/**
 * For tests only. Assigns one leaf to each seat to leave out, and all other nodes to other seats.
 * @param honest - assigns the other seats' votes.
 */
export function assignToOthers(honest: AssignVotes, leftOut: readonly number[]): AssignVotes {
  return (votes, treeDepth) => {
    const victims = victimsOf(votes, treeDepth, leftOut);
    const others = votes.filter(({ seat }) => !leftOut.includes(seat));
    return [
      ...honest(others, treeDepth).filter(
        ({ node }) => !victims.some((victim) => sameNode(victim.node, node)),
      ),
      ...victims,
    ];
  };
}

function victimsOf(votes: readonly Vote[], treeDepth: number, leftOut: readonly number[]): TranscriptEntry[] {
  return leftOut.slice(0, 2 ** treeDepth).flatMap((seat, index) => {
    const node = { depth: treeDepth, index };
    const vote = votes.find((other) => other.seat === seat && covers(other, node));
    if (vote === undefined) return [];
    const { depth, index: scope, slot, signature } = vote;
    return [{ node, seat, vote: { depth, index: scope, slot }, signature }];
  });
}
