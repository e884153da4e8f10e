import type { Chain } from "../chain/Chain.ts";
import type { NodeContext } from "../roles/NodeContext.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import { rankedProposals } from "./rankedProposals.ts";

/**
 * P6.2: the proposals that are expected to win and can be worked on, best first.
 *
 * A proposer keeps its place in L1's ranking only if it has gossiped the transcript that it committed and opens its order at the
 * window's start. Otherwise those behind it come first: else a bid that is opened late, or names provers who never voted, would
 * take the provers from the others and leave them too little time.
 * @param limit - how many of the best are worked on; those that have their proof count.
 */
export function worthProving(
  context: Pick<NodeContext, "chain" | "proposals">,
  limit: number,
): KnownProposal[] {
  const { chain } = context;
  const { settings } = chain.view.status;
  const graceEnd = graceEndOf(chain);
  const isLate = chain.now > graceEnd;
  const inTurn: KnownProposal[] = [];
  const behind: KnownProposal[] = [];
  let places = limit;
  for (const { known, row } of rankedProposals(context)) {
    if (row.proven) {
      // Everything below in the ranking is beaten: it is worth something as an uncle only (P8.4, P8.5).
      if (settings.uncles === 0 && !settings.fairPay) break;
      places--;
      continue;
    }
    if (known.isBad) continue;
    const { revealedAt } = known;
    if (revealedAt === undefined && isLate) continue;
    const isInTurn = known.transcript !== undefined && (revealedAt === undefined || revealedAt <= graceEnd);
    (isInTurn ? inTurn : behind).push(known);
  }
  return [...inTurn, ...behind]
    .slice(0, Math.max(0, places))
    .filter(({ execution, reveal }) => execution !== undefined && reveal !== undefined);
}

/** P6.1: until when an order may be opened without losing its place. */
export function graceEndOf({ view }: Pick<Chain, "view">): bigint {
  const { proofStart, settings } = view.status;
  return proofStart + BigInt(Math.max(2, Math.ceil(settings.proofWindow / 20)));
}
