import { blockOutputsToFields, nodeOutputsToFields } from "@trellis/protocol";
import type { ProofClaim } from "./ProofSystem.ts";

/** The public inputs of a claim's proof: 37 fields of a node, 35 of a block. */
export function claimFields(claim: ProofClaim): bigint[] {
  return claim.kind === "root" ? blockOutputsToFields(claim.outputs) : nodeOutputsToFields(claim.outputs);
}
