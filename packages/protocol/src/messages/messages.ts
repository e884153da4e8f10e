import type { TreeNode } from "../tree/TreeNode.ts";
import { sszCodec } from "../wire/Codec.ts";
import { orderFromWire, orderToWire, shareSignatures } from "../wire/orderWire.ts";
import { type ClaimBatch, claimBatchFault } from "./ClaimBatch.ts";
import {
  claimBatchType,
  nodeProofType,
  noticeBatchType,
  revealType,
  startClaimType,
  voteBatchType,
} from "./messageTypes.ts";
import { type NodeProof, subtreeFault } from "./NodeProof.ts";
import { type NoticeBatch, noticeBatchFault } from "./NoticeBatch.ts";
import { entriesFault, type Reveal, type SignedEntry } from "./Reveal.ts";
import type { StartClaim } from "./StartClaim.ts";
import { type BatchedVote, type VoteBatch, voteBatchFault } from "./VoteBatch.ts";

const entryToWire = ({ node, seat, vote, signature }: SignedEntry) => ({
  nodeDepth: node.depth,
  nodeIndex: node.index,
  seat,
  voteDepth: vote.depth,
  voteIndex: vote.index,
  slot: vote.slot,
  signature,
});

const entryFromWire = (wire: ReturnType<typeof entryToWire>): SignedEntry => ({
  node: { depth: wire.nodeDepth, index: wire.nodeIndex },
  seat: wire.seat,
  vote: { depth: wire.voteDepth, index: wire.voteIndex, slot: wire.slot },
  signature: wire.signature,
});

/** Puts the place of a part of a message into two fields. */
const atNodeToWire = <Part extends { readonly node: TreeNode }>({ node, ...rest }: Part) => ({
  ...rest,
  nodeDepth: node.depth,
  nodeIndex: node.index,
});

const atNodeFromWire = <Wire extends { readonly nodeDepth: number; readonly nodeIndex: number }>({
  nodeDepth,
  nodeIndex,
  ...rest
}: Wire) => ({ ...rest, node: { depth: nodeDepth, index: nodeIndex } });

/** A start claim by itself, as a node keeps it. */
export const START_CLAIM_WIRE = sszCodec(
  "start claim",
  startClaimType,
  ({ proposalId, ...claim }: StartClaim) => ({ proposalId, ...atNodeToWire(claim) }),
  ({ proposalId, ...wire }): StartClaim => {
    const claim = atNodeFromWire(wire);
    const fault = claimBatchFault({ proposalId, claims: [claim] });
    if (fault !== undefined) throw new Error(fault);
    return { proposalId, ...claim };
  },
);

/** A node's proof, as peers ask each other for it and as a node keeps it. */
export const NODE_PROOF_WIRE = sszCodec(
  "node proof",
  nodeProofType,
  (proof: NodeProof) => atNodeToWire(proof),
  (wire): NodeProof => {
    const proof = atNodeFromWire(wire);
    const fault = subtreeFault(proof);
    if (fault !== undefined) throw new Error(fault);
    return proof;
  },
);

/** The gossip messages of a round, by their topic's name. */
export const ROUND_WIRE = {
  start_claims: sszCodec(
    "batch of start claims",
    claimBatchType,
    ({ proposalId, claims }: ClaimBatch) => ({ proposalId, claims: claims.map(atNodeToWire) }),
    ({ proposalId, claims: wire }): ClaimBatch => {
      const batch = { proposalId, claims: wire.map(atNodeFromWire) };
      const fault = claimBatchFault(batch);
      if (fault !== undefined) throw new Error(fault);
      return batch;
    },
  ),
  votes: sszCodec(
    "batch of votes",
    voteBatchType,
    ({ proposalId, votes }: VoteBatch) => ({ proposalId, votes: [...votes] as BatchedVote[] }),
    (batch): VoteBatch => {
      const fault = voteBatchFault(batch);
      if (fault !== undefined) throw new Error(fault);
      return batch;
    },
  ),
  reveal: sszCodec(
    "reveal",
    revealType,
    ({ proposalId, entries, ...order }: Reveal) => ({
      proposalId,
      ...orderToWire(order),
      entries: entries.map(entryToWire),
    }),
    ({ proposalId, entries: wire, ...order }): Reveal => {
      const entries = wire.map(entryFromWire);
      const fault = entriesFault(entries);
      if (fault !== undefined) throw new Error(fault);
      return { proposalId, ...orderFromWire(order), entries: shareSignatures(entries) };
    },
  ),
  proof_notices: sszCodec(
    "batch of proof notices",
    noticeBatchType,
    ({ proposalId, notices }: NoticeBatch) => ({ proposalId, notices: notices.map(atNodeToWire) }),
    ({ proposalId, notices: wire }): NoticeBatch => {
      const batch = { proposalId, notices: wire.map(atNodeFromWire) };
      const fault = noticeBatchFault(batch);
      if (fault !== undefined) throw new Error(fault);
      return batch;
    },
  ),
} as const;
