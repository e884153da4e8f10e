import { splitHash, type TreeNode, TrellisError } from "@trellis/protocol";
import { type CircuitKeys, toFieldElements, VERIFICATION_KEY_FIELDS } from "./CircuitKeys.ts";

/** Number of field elements in a leaf's or merge's proof. */
export const INNER_PROOF_FIELDS = 410;

/** A circuit's inputs as noir_js takes them (circuits/README.md). */
export type CircuitInputs = { readonly [name: string]: CircuitInput };
type CircuitInput = string | number | boolean | readonly CircuitInput[] | CircuitInputs;

/** `Hash256`. */
export function hash256(hash: Uint8Array): CircuitInputs {
  const [hi, lo] = splitHash(hash);
  return { hi: String(hi), lo: String(lo) };
}

/** `InnerKeys`, for a parent of this child. @throws TRL-PRV-131 if the keys are of another bb. */
export function innerKeys(
  child: { readonly node: TreeNode; readonly treeDepth: number },
  keys: CircuitKeys,
): CircuitInputs {
  const areLeaves = child.node.depth === child.treeDepth;
  const key = toFieldElements((areLeaves ? keys.leaf : keys.merge).vk);
  if (key?.length !== VERIFICATION_KEY_FIELDS) {
    throw new TrellisError(
      "TRL-PRV-131",
      "a verification key has another form than this version's: make the keys again",
      {},
    );
  }
  return {
    key: key.map(String),
    leaf_vk_hash: String(keys.leaf.vkHash),
    merge_vk_hash: String(keys.merge.vkHash),
  };
}

/** `ChildProof`, with the child's outputs in the circuit's form. @throws TRL-PRV-151 if the proof does not consist of field elements. */
export function childInput(
  child: { readonly outputs: { readonly node: TreeNode }; readonly proof: Uint8Array },
  outputs: CircuitInputs,
): CircuitInputs {
  const fields = toFieldElements(child.proof);
  if (fields?.length !== INNER_PROOF_FIELDS) {
    throw new TrellisError("TRL-PRV-151", "a child's proof is malformed: ask for it again", {
      depth: child.outputs.node.depth,
      index: child.outputs.node.index,
    });
  }
  return { outputs, proof: fields.map(String) };
}
