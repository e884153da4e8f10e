import { ROOT_NODE } from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import { isAccepted } from "./isAccepted.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/** The block proof that L1 accepted, which shows who proved each node; undefined until this node has it. */
export function acceptedProof(
  chain: Pick<Chain, "proven">,
  known: KnownProposal | undefined,
): AcceptedNodeProof | undefined {
  const proven = known && chain.proven(known.id);
  return proven && known.proofsOf(ROOT_NODE).find((proof) => isAccepted(proven, proof.contributionsHash));
}
