import type { StartClaim } from "@trellis/protocol";
import { nodeNumber } from "@trellis/protocol";
import type { Chain } from "../../chain/Chain.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";

/** A claim that can still cost its seat something. */
export interface OpenClaim {
  readonly known: KnownProposal;
  readonly claim: StartClaim;
}

/**
 * R8: the claims of own seats in blocks that have won or may still win, of nodes that no kept proof on L1 shows.
 * @param isOwn - whether a seat is this node's in a block's round.
 */
export function openClaims(
  { chain, proposals }: ProposalsView,
  isOwn: (known: KnownProposal, seat: number) => boolean,
): OpenClaim[] {
  return proposals.all().flatMap((known) => {
    if (known.isBad || hasLost(chain, known)) return [];
    const shown = chain.commitment(known.id)?.committedNodes;
    return known
      .claims()
      .filter(({ node, seat }) => isOwn(known, seat) && !shown?.has(nodeNumber(node)))
      .map((claim) => ({ known, claim }));
  });
}

/** Whether another block of its round is final, or its parent is not. */
export function hasLost(chain: Chain, { id, proposal }: Pick<KnownProposal, "id" | "proposal">): boolean {
  return chain.roundOf(proposal) === undefined && !(chain.commitment(id)?.isFinal ?? false);
}
