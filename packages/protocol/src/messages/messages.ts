import { sszCodec } from "../wire/Codec.ts";
import { orderFromWire, orderToWire } from "../wire/orderWire.ts";
import { type BatchedClaim, type ClaimBatch, claimBatchFault } from "./ClaimBatch.ts";
import { claimBatchType, nodeProofType, revealType, startClaimType, voteBatchType } from "./messageTypes.ts";
import { type NodeProof, subtreeFault } from "./NodeProof.ts";
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

const claimToWire = ({ node, ...rest }: BatchedClaim) => ({
  ...rest,
  nodeDepth: node.depth,
  nodeIndex: node.index,
});

const claimFromWire = ({ nodeDepth, nodeIndex, ...rest }: ReturnType<typeof claimToWire>): BatchedClaim => ({
  ...rest,
  node: { depth: nodeDepth, index: nodeIndex },
});

/** A start claim by itself, as a node keeps it. */
export const START_CLAIM_WIRE = sszCodec(
  "start claim",
  startClaimType,
  ({ proposalId, ...claim }: StartClaim) => ({ proposalId, ...claimToWire(claim) }),
  ({ proposalId, ...wire }): StartClaim => {
    const claim = claimFromWire(wire);
    const fault = claimBatchFault({ proposalId, claims: [claim] });
    if (fault !== undefined) throw new Error(fault);
    return { proposalId, ...claim };
  },
);

/** The gossip messages of a round, by their topic's name. */
export const ROUND_WIRE = {
  start_claims: sszCodec(
    "batch of start claims",
    claimBatchType,
    ({ proposalId, claims }: ClaimBatch) => ({ proposalId, claims: claims.map(claimToWire) }),
    ({ proposalId, claims: wire }): ClaimBatch => {
      const batch = { proposalId, claims: wire.map(claimFromWire) };
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
      return { proposalId, ...orderFromWire(order), entries };
    },
  ),
  node_proof: sszCodec(
    "node proof",
    nodeProofType,
    ({ node, ...rest }: NodeProof) => ({ ...rest, nodeDepth: node.depth, nodeIndex: node.index }),
    ({ nodeDepth, nodeIndex, ...rest }): NodeProof => {
      const proof = { ...rest, node: { depth: nodeDepth, index: nodeIndex } };
      const fault = subtreeFault(proof);
      if (fault !== undefined) throw new Error(fault);
      return proof;
    },
  ),
} as const;
