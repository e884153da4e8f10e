import { concatBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { domainBytes, type RollupDomain } from "../RollupDomain.ts";
import type { TreeNode } from "../tree/TreeNode.ts";

/**
 * R8: "I hold this node's inputs, have checked them, and will prove the node". From then on the seat answers for the node, if its block
 * wins and the transcript names the seat there. A proposal's id binds its transactions and its parent's state, so the inputs need no
 * hash of their own. Signature: 64 bytes r‖s by the seat's key.
 */
export interface StartClaim {
  readonly proposalId: Uint8Array;
  readonly node: TreeNode;
  readonly seat: number;
  readonly signature: Uint8Array;
}

const TAG = new TextEncoder().encode("trellis/claim/v1");

/**
 * R8: SHA-256 digest that a start claim signs, checked by peers and by L1's court: tag (16 bytes) ‖ chain id (8) ‖ rollup (20) ‖
 * proposalId (32) ‖ node depth (1) ‖ node index (2). The key says which seat it is, as with votes.
 * @throws TRL-PRO-001 for a number that does not fit its bytes, TRL-PRO-017 for a proposalId that is not 32 bytes long.
 */
export function startClaimDigest(domain: RollupDomain, proposalId: Uint8Array, node: TreeNode): Uint8Array {
  return sha256(
    concatBytes(
      TAG,
      domainBytes(domain),
      exactly(proposalId, 32),
      toBytes(node.depth, 1),
      toBytes(node.index, 2),
    ),
  );
}
