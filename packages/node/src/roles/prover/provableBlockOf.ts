import { nodeAt, nodeCount, nodeKey, type TreeNode } from "@trellis/protocol";
import { type ProvableBlock, payTerms } from "@trellis/strategy";
import type { Chain } from "../../chain/Chain.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";

/** The nodes of a block's tree, row by row from the root. */
export function nodesOf({ proposal }: KnownProposal): TreeNode[] {
  return Array.from({ length: nodeCount(proposal.depth) }, (_, number) => nodeAt(number));
}

/** Identifies a node of a proposal. */
export function proofKey(known: KnownProposal, node: TreeNode): string {
  return `${known.id}/${nodeKey(node)}`;
}

/**
 * A known proposal as the strategy sees it.
 * @param seats - own seats that may be counted.
 * @param now - milliseconds of the node's clock.
 * @param mayProve - whether a node, by its {@link proofKey}, may be proven now; others are left out.
 */
export function provableBlockOf(
  { chain }: { readonly chain: Pick<Chain, "view"> },
  known: KnownProposal,
  seats: readonly number[],
  now: number,
  mayProve: (key: string) => boolean,
): ProvableBlock {
  const { ranking, status } = chain.view;
  return {
    proposalId: known.id,
    terms: payTerms(status.settings, known.proposal),
    score: ranking.find(({ proposalId }) => proposalId === known.id)?.score ?? 0n,
    nodes: nodesOf(known).flatMap((node) => {
      const readyAt = known.readySince(node, now);
      if (readyAt === undefined || !mayProve(proofKey(known, node))) return [];
      const named = known.namedFor(node)?.seat;
      const provenBy = known.proofsOf(node).map(({ message }) => message.seat);
      const judged = named === undefined || seats.includes(named) ? seats : [...seats, named];
      return [
        { node, readyAt, named, provenBy, barred: judged.filter((seat) => known.isDropped(node, seat)) },
      ];
    }),
  };
}
