import { fromHex, nodeAt, nodeCount, nodeKey, type TreeNode } from "@trellis/protocol";
import { type ReadyNode, RescueOrder } from "@trellis/strategy/second";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";

/** The nodes of a block's tree, row by row from the root. */
export function nodesOf({ proposal }: KnownProposal): TreeNode[] {
  return Array.from({ length: nodeCount(proposal.depth) }, (_, number) => nodeAt(number));
}

/** Identifies a node of a proposal. */
export function proofKey(known: KnownProposal, node: TreeNode): string {
  return `${known.id}/${nodeKey(node)}`;
}

/** R15: the orders in which seats step in, each made when it is first asked for. They last for one round. */
export class RescueOrders {
  readonly #orders = new Map<string, RescueOrder>();

  /** The order at a node. @param active - seats that count in the round. */
  of(known: KnownProposal, node: TreeNode, active: readonly number[]): RescueOrder {
    const key = proofKey(known, node);
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = new RescueOrder(fromHex(known.id), node, active);
      this.#orders.set(key, order);
    }
    return order;
  }

  clear(): void {
    this.#orders.clear();
  }
}

/**
 * The nodes of a block that can be proven now, as the strategy sees them.
 * @param seats - own seats that count in its round.
 * @param orderOf - R15: the order in which seats step in at a node.
 * @param now - milliseconds of the node's clock.
 */
export function readyNodes(
  known: KnownProposal,
  seats: readonly number[],
  orderOf: (node: TreeNode) => RescueOrder,
  now: number,
): ReadyNode[] {
  return nodesOf(known).flatMap((node) => {
    const readyAt = known.readySince(node, now);
    if (readyAt === undefined) return [];
    const named = known.bound(node)?.seat;
    const provenBy = known.proofsOf(node).map(({ message }) => message.seat);
    const judged = named === undefined || seats.includes(named) ? seats : [...seats, named];
    return [
      {
        node,
        readyAt,
        named,
        isClaimed: named !== undefined && known.claimOf(node) !== undefined,
        provenBy,
        barred: judged.filter((seat) => known.isDropped(node, seat)),
        order: () => orderOf(node),
      },
    ];
  });
}
