import {
  type BlockOutputs,
  blockOutputsToFields,
  type NodeOutputs,
  nodeOutputsToFields,
} from "@trellis/protocol";

/** The public inputs of a claim's proof: 37 fields of a node, 35 of a block. */
export function claimFields(
  claim:
    | { readonly kind: "leaf" | "merge"; readonly outputs: NodeOutputs }
    | { readonly kind: "root"; readonly outputs: BlockOutputs },
): bigint[] {
  return claim.kind === "root" ? blockOutputsToFields(claim.outputs) : nodeOutputsToFields(claim.outputs);
}
