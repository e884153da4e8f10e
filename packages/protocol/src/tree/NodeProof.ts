import { concatBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { domainBytes, type RollupDomain } from "../RollupDomain.ts";
import type { TreeNode } from "./TreeNode.ts";

/** What a node's proof is of. */
interface ProofPlace {
  readonly proposalId: Uint8Array;
  readonly node: TreeNode;
  readonly seat: number;
}

const TAG = new TextEncoder().encode("trellis/node/v1\0");

/**
 * P6.5: digest that a seat signs to take responsibility for a proof that it sends.
 * @param seatWordsHash - of the words of the node and all below it.
 * @throws TRL-PRO-001 for a number that does not fit its bytes, TRL-PRO-017 for a hash that is not 32 bytes long.
 */
export function nodeProofDigest(
  domain: RollupDomain,
  fields: ProofPlace & { readonly proof: Uint8Array },
  seatWordsHash: Uint8Array,
): Uint8Array {
  return hashedProofDigest(domain, { ...fields, proofHash: sha256(fields.proof) }, seatWordsHash);
}

/** {@link nodeProofDigest} by the SHA-256 of the proof. @throws as it does. */
export function hashedProofDigest(
  domain: RollupDomain,
  fields: ProofPlace & { readonly proofHash: Uint8Array },
  seatWordsHash: Uint8Array,
): Uint8Array {
  return sha256(
    concatBytes(
      TAG,
      domainBytes(domain),
      exactly(fields.proposalId, 32),
      toBytes(fields.node.depth, 1),
      toBytes(fields.node.index, 2),
      toBytes(fields.seat, 2),
      exactly(seatWordsHash, 32),
      exactly(fields.proofHash, 32),
    ),
  );
}
