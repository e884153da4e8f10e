import { MAX_DEPTH } from "../constants.ts";
import { isSeat } from "../seats/ProverBitmap.ts";
import { isNodeOf } from "../tree/TreeNode.ts";
import { sszCodec } from "../wire/Codec.ts";
import { orderFromWire, orderToWire } from "../wire/orderWire.ts";
import { nodeProofType, revealType, startClaimType, voteBatchType } from "./messageTypes.ts";
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

/** The gossip messages of a round, by their topic's name. */
export const ROUND_WIRE = {
  start_claim: sszCodec(
    "start claim",
    startClaimType,
    ({ node, ...rest }: StartClaim) => ({ ...rest, nodeDepth: node.depth, nodeIndex: node.index }),
    ({ nodeDepth, nodeIndex, ...rest }): StartClaim => {
      const node = { depth: nodeDepth, index: nodeIndex };
      if (!isNodeOf(node, MAX_DEPTH)) throw new Error("no tree has such a node");
      if (!isSeat(rest.seat)) throw new Error("there is no such seat");
      return { ...rest, node };
    },
  ),
  votes: sszCodec(
    "batch of votes",
    voteBatchType,
    ({ votes, ...rest }: VoteBatch) => ({ ...rest, votes: [...votes] as BatchedVote[] }),
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
