import { nodeKey, type TreeNode } from "@trellis/protocol";
import type { ReadyNode, RescueOrder } from "@trellis/strategy";
import type { KnownProposal } from "../../../proposals/KnownProposal.ts";

/** Identifies a node of a proposal. */
export function proofKey(known: KnownProposal, node: TreeNode): string {
  return `${known.id}/${nodeKey(node)}`;
}

/**
 * A node of a block as the strategy sees it; undefined if it cannot be proven now.
 * @param seats - own seats that count in its round.
 * @param order - R15: the order in which seats step in at the node.
 * @param now - milliseconds of the node's clock.
 */
export function readyNode(
  known: KnownProposal,
  node: TreeNode,
  seats: readonly number[],
  order: () => RescueOrder,
  now: number,
): ReadyNode | undefined {
  const readyAt = known.readySince(node, now);
  if (readyAt === undefined) return undefined;
  const named = known.bound(node)?.seat;
  const provenBy = known.proofsOf(node).map(({ message }) => message.seat);
  return {
    node,
    readyAt,
    named,
    isClaimed: named !== undefined && known.claimOf(node) !== undefined,
    provenBy,
    barred: known.hasDropped(node) ? barredFrom(known, node, seats, named) : [],
    order,
  };
}

/** Of own seats and the named one, those whose proof of the node was bad. */
function barredFrom(
  known: KnownProposal,
  node: TreeNode,
  seats: readonly number[],
  named: number | undefined,
): number[] {
  const judged = named === undefined || seats.includes(named) ? seats : [...seats, named];
  return judged.filter((seat) => known.isDropped(node, seat));
}
