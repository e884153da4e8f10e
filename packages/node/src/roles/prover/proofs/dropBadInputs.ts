import { TrellisError } from "@trellis/protocol";
import type { KnownProposal } from "../../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../../proposals/proofs/NodeProofs.ts";

/**
 * P6.5: if a merge or root cannot be made, a child's proof that was accepted without a full check may be bad. Drops such proofs, so
 * that the child is proven again. Returns those that it dropped.
 */
export function dropBadInputs(
  known: KnownProposal,
  inputs: readonly AcceptedNodeProof[],
  error: unknown,
): AcceptedNodeProof[] {
  if (!(error instanceof TrellisError)) return [];
  const unsure = inputs.filter(({ verdict }) => verdict === "deferred");
  const { depth, index } = error.context;
  const bad =
    error.code === "TRL-PRV-151"
      ? unsure.filter(({ message: { node } }) => node.depth === depth && node.index === index)
      : error.code === "TRL-PRV-161"
        ? unsure
        : [];
  for (const input of bad) known.dropProof(input);
  return bad;
}
