import type { NodeContext } from "../roles/NodeContext.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import { rankedProposals } from "./rankedProposals.ts";
import { graceEndOf } from "./worthProving.ts";

/**
 * P3.4: the proposal of the running round that is expected to become the head, to build the next height on: the best by L1's ranking that
 * is proven or can be. As with proving, whoever opened late or showed no transcript stands behind the others. Undefined while there is
 * none that this node has executed.
 */
export function expectedWinner(context: Pick<NodeContext, "chain" | "proposals">): KnownProposal | undefined {
  const graceEnd = graceEndOf(context.chain);
  let behind: KnownProposal | undefined;
  for (const { known, row } of rankedProposals(context)) {
    if (known.execution === undefined || known.isUnprovable) continue;
    const isLate = known.revealedAt !== undefined && known.revealedAt > graceEnd;
    if (row.proven || (known.transcript !== undefined && !isLate)) return known;
    behind ??= known;
  }
  return behind;
}
