import { MAX_DEPTH } from "../constants.ts";
import { isSeat } from "../seats/ProverBitmap.ts";
import { isNodeOf, nodeNumber } from "../tree/TreeNode.ts";
import type { StartClaim } from "./StartClaim.ts";

/**
 * Most claims in one message. It is small, so that a batch with one new claim may be relayed whatever else is in it: a claim then costs at
 * most this many times its bytes, and who sends others' claims ahead holds none of them back.
 */
export const MAX_BATCH_CLAIMS = 64;

/** A start claim inside of a batch. */
export type BatchedClaim = Omit<StartClaim, "proposalId">;

/** R8: start claims for nodes of one proposal, in one message. A node sends those of all its seats together. */
export interface ClaimBatch {
  readonly proposalId: Uint8Array;
  readonly claims: readonly BatchedClaim[];
}

/**
 * What is wrong with a batch, or undefined if nothing is. There is a claim, and no node occurs twice. Claims stand in the order of their
 * nodes, so that a batch has one form. Signatures are checked elsewhere.
 */
export function claimBatchFault({ claims }: ClaimBatch): string | undefined {
  if (claims.length === 0) return "the batch holds no claim";
  let before = -1;
  for (const { node, seat } of claims) {
    if (!isNodeOf(node, MAX_DEPTH)) return `no tree has the node ${node.depth}/${node.index}`;
    if (!isSeat(seat)) return `there is no seat ${seat}`;
    const number = nodeNumber(node);
    if (number <= before) return "the claims are not in the order of their nodes";
    before = number;
  }
  return undefined;
}
