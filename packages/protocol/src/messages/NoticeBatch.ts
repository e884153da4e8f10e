import { MAX_DEPTH } from "../constants.ts";
import { equalBytes, sha256 } from "../encoding/bytes.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import { isSeat } from "../seats/ProverBitmap.ts";
import { hashedProofDigest } from "../tree/NodeProof.ts";
import { isNodeOf, nodeNumber, sameNode, type TreeNode } from "../tree/TreeNode.ts";
import { type NodeProof, subtreeWordsHash } from "./NodeProof.ts";

/**
 * Most notices in one message. It is small for the reason that `MAX_BATCH_CLAIMS` is: who sends others' notices ahead holds none of them
 * back.
 */
export const MAX_BATCH_NOTICES = 64;

/**
 * P6.5: says that a seat has a node's proof, and which one, in 133 bytes. The signature is that of the proof itself
 * (`nodeProofDigest`), so the seat answers for the proof before anyone has it.
 */
export interface ProofNotice {
  readonly node: TreeNode;
  readonly seat: number;
  /** R1: hash of the seat words of the node and all below it (`subtreeWordsHash`). */
  readonly seatWordsHash: Uint8Array;
  /** SHA-256 of the proof. */
  readonly proofHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** P6.5: notices of proofs for one proposal, in one message. A node sends those of all its seats together. */
export interface NoticeBatch {
  readonly proposalId: Uint8Array;
  readonly notices: readonly ProofNotice[];
}

/** The order of notices in a batch: by node, then by seat. */
export function compareInNoticeBatch(a: ProofNotice, b: ProofNotice): number {
  return nodeNumber(a.node) - nodeNumber(b.node) || a.seat - b.seat;
}

/**
 * What is wrong with a batch, or undefined if nothing is. There is a notice, and no seat has two of one node. Notices stand in the order of
 * nodes and seats, so that a batch has one form. Signatures are checked elsewhere.
 */
export function noticeBatchFault({ notices }: NoticeBatch): string | undefined {
  if (notices.length === 0) return "the batch holds no notice";
  let before: ProofNotice | undefined;
  for (const notice of notices) {
    const { node, seat } = notice;
    if (!isNodeOf(node, MAX_DEPTH)) return `no tree has the node ${node.depth}/${node.index}`;
    if (!isSeat(seat)) return `there is no seat ${seat}`;
    if (before !== undefined && compareInNoticeBatch(before, notice) >= 0)
      return "the notices are not in the order of nodes and seats";
    before = notice;
  }
  return undefined;
}

/** The notice of a proof. @throws TRL-PRO-014 for seat words of a length that no subtree has. */
export function noticeOf({ node, seat, seatWords, proof, signature }: NodeProof): ProofNotice {
  return { node, seat, seatWordsHash: subtreeWordsHash(seatWords), proofHash: sha256(proof), signature };
}

/** Whether a proof is the one that a notice tells of. @throws as {@link noticeOf}. */
export function tellsOf(notice: ProofNotice, proof: NodeProof): boolean {
  const own = noticeOf(proof);
  return (
    sameNode(notice.node, own.node) &&
    notice.seat === own.seat &&
    equalBytes(notice.seatWordsHash, own.seatWordsHash) &&
    equalBytes(notice.proofHash, own.proofHash) &&
    equalBytes(notice.signature, own.signature)
  );
}

/** P6.5: the digest that a notice's seat has signed: `nodeProofDigest` of its proof. It also names the proof when peers are asked for it. */
export function noticeDigest(
  domain: RollupDomain,
  proposalId: Uint8Array,
  { node, seat, seatWordsHash, proofHash }: ProofNotice,
): Uint8Array {
  return hashedProofDigest(domain, { proposalId, node, seat, proofHash }, seatWordsHash);
}
