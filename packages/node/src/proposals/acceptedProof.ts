import { fromHex, ROOT_NODE } from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/** The block proof that L1 took, where it is known here: who proved which node. */
export function acceptedProof(
  chain: Pick<Chain, "proven">,
  known: KnownProposal,
): AcceptedNodeProof | undefined {
  const proven = chain.proven(known.id);
  if (proven === undefined) return undefined;
  const hash = fromHex(proven.contributionsHash);
  return known
    .proofsOf(ROOT_NODE)
    .find(({ contributionsHash }) => Buffer.compare(contributionsHash, hash) === 0);
}
