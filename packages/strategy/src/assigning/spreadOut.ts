import type { SignedEntry } from "@trellis/protocol";
import { nodeNumber } from "@trellis/protocol";

/**
 * R15: swaps nodes among votes of one scope so that a seat with several votes is not needed at several nodes of one row at once, which
 * its machine could not do. Each seat's first vote goes to the lowest nodes, its second to the next ones, and so on. Within a round
 * heavier seats get the higher nodes, because more waits for those. Seats and nodes stay the same.
 * @param entries - at most one a node.
 */
export function spreadOut(entries: readonly SignedEntry[], weight: (seat: number) => number): SignedEntry[] {
  const spread = [...Map.groupBy(entries, ({ vote }) => nodeNumber(vote)).values()].flatMap((group) => {
    const seen = new Map<number, number>();
    const dealt = group
      .toSorted((a, b) => a.vote.slot - b.vote.slot)
      .map((entry) => {
        const round = seen.get(entry.seat) ?? 0;
        seen.set(entry.seat, round + 1);
        return { entry, round, weight: weight(entry.seat) };
      })
      .sort((a, b) => b.round - a.round || b.weight - a.weight || a.entry.seat - b.entry.seat);
    const nodes = group.map(({ node }) => node).sort((a, b) => nodeNumber(a) - nodeNumber(b));
    return dealt.map(({ entry }, i) => ({ ...entry, node: nodes[i]! }));
  });
  return spread.sort((a, b) => nodeNumber(a.node) - nodeNumber(b.node));
}
