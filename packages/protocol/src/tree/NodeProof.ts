import { concatBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { domainBytes, type RollupDomain } from "../RollupDomain.ts";
import type { Contribution } from "./Contributions.ts";
import type { TreeNode } from "./TreeNode.ts";

/**
 * P6.5: a finished proof of one node, as sent over gossip. `contributions` names who proved each node of its subtree (its own first).
 * Public inputs are not sent: the receiver recomputes them by executing the block itself.
 */
export interface NodeProof {
  readonly proposalId: Uint8Array;
  readonly node: TreeNode;
  readonly seat: number;
  readonly contributions: readonly Contribution[];
  /** The vote signature of the node's own entry, 64 bytes. */
  readonly voteSignature: Uint8Array;
  readonly proof: Uint8Array;
  /** The seat key's signature over {@link nodeProofDigest}, 64 bytes. */
  readonly signature: Uint8Array;
}

const TAG = new TextEncoder().encode("trellis/node/v1\0");

/**
 * Digest that a seat signs to take responsibility for a proof that it sends.
 * @throws TRL-PRO-001 for a number that does not fit its bytes, TRL-PRO-017 for a hash that is not 32 bytes long.
 */
export function nodeProofDigest(
  domain: RollupDomain,
  fields: Pick<NodeProof, "proposalId" | "node" | "seat" | "proof">,
  contributionsHash: Uint8Array,
): Uint8Array {
  return sha256(
    concatBytes(
      TAG,
      domainBytes(domain),
      exactly(fields.proposalId, 32),
      toBytes(fields.node.depth, 1),
      toBytes(fields.node.index, 2),
      toBytes(fields.seat, 2),
      exactly(contributionsHash, 32),
      sha256(fields.proof),
    ),
  );
}
