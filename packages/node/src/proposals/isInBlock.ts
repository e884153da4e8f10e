import type { Chain } from "../chain/Chain.ts";
import type { KnownProposals } from "./KnownProposals.ts";

/** Whether a revealed block of the running round, executed here, holds a transaction. */
export function isInBlock(
  hash: bigint,
  { chain, proposals }: { readonly chain: Pick<Chain, "isRunning">; readonly proposals: KnownProposals },
): boolean {
  return proposals
    .all()
    .some(
      ({ proposal, execution }) =>
        execution !== undefined && chain.isRunning(proposal) && execution.transactionHashes.includes(hash),
    );
}
