import { fromHex, type TreeNode } from "@trellis/protocol";
import { awaitedSince, type ReadyNode, RescueOrder } from "@trellis/strategy";
import type { KnownProposal } from "../../../proposals/KnownProposal.ts";

/** What a node is judged by beside its block. */
export interface ReadyTerms {
  /** R15: the order in which seats step in at the node. */
  readonly order: () => RescueOrder;
  /** `claimSeconds` of the rollup. */
  readonly claimTime: number;
  /** How long the proofs below a node usually take to come. Milliseconds. */
  readonly inputMs: number;
}

/**
 * A node of a block as the strategy sees it; undefined if it cannot be proven now.
 * @param seats - own seats that count in its round.
 * @param now - milliseconds of the node's clock.
 */
export function readyNode(
  known: KnownProposal,
  node: TreeNode,
  seats: readonly number[],
  { order, claimTime, inputMs }: ReadyTerms,
  now: number,
): ReadyNode | undefined {
  const readyAt = known.readySince(node, now);
  if (readyAt === undefined) return undefined;
  const named = known.bound(node)?.seat;
  const claimedAt = known.claimedSince(node, now);
  const preparationMs = node.depth === known.proposal.depth ? known.executionMs : inputMs;
  const provenBy = known.provenBy(node);
  const barred = known.hasDropped(node) ? barredFrom(known, node, seats, named) : [];
  const takenBy = known.takenBy(node);
  if (takenBy !== undefined && takenBy !== named && !barred.includes(takenBy)) {
    // An own seat needs it and cannot have it: nobody else need know, so it waits for nobody.
    const alone = (): RescueOrder => new RescueOrder(fromHex(known.id), node, [takenBy]);
    return { node, readyAt, named: undefined, isClaimed: false, provenBy, barred, order: alone };
  }
  return {
    node,
    readyAt: awaitedSince({ readyAt, isNamed: named !== undefined, preparationMs, claimedAt }, claimTime),
    named,
    isClaimed: claimedAt !== undefined,
    provenBy,
    barred,
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
