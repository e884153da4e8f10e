import { MAX_BURN_BID, type SignedProposal } from "../auction/Proposal.ts";
import type { Reveal } from "../auction/Reveal.ts";
import type { SignedTranscript } from "../auction/Transcript.ts";
import type { Vote } from "../auction/Vote.ts";
import type { Contribution } from "../tree/Contributions.ts";
import type { NodeProof } from "../tree/NodeProof.ts";
import { nodeNumber } from "../tree/TreeNode.ts";
import { sszCodec } from "./Codec.ts";
import { orderFromWire, orderToWire, transactionFromWire, transactionToWire } from "./orderWire.ts";
import {
  nodeProofType,
  proposalType,
  revealType,
  transactionType,
  transcriptType,
  voteType,
} from "./sszTypes.ts";

const contributionToWire = ({ node, seat, vote }: Contribution) => ({
  nodeDepth: node.depth,
  nodeIndex: node.index,
  seatPlusOne: seat === null ? 0 : seat + 1,
  voteDepth: vote.depth,
  voteIndex: vote.index,
  slot: vote.slot,
});

const contributionFromWire = (wire: ReturnType<typeof contributionToWire>): Contribution => ({
  node: { depth: wire.nodeDepth, index: wire.nodeIndex },
  seat: wire.seatPlusOne === 0 ? null : wire.seatPlusOne - 1,
  vote: { depth: wire.voteDepth, index: wire.voteIndex, slot: wire.slot },
});

/** Every gossip message by its topic's name. A new message is one entry. */
export const WIRE = {
  transaction: sszCodec("transaction", transactionType, transactionToWire, transactionFromWire),
  proposal: sszCodec(
    "proposal",
    proposalType,
    ({ proposal, signature }: SignedProposal) => ({ ...proposal, signature }),
    ({ signature, ...proposal }): SignedProposal => {
      if (proposal.burnBid > MAX_BURN_BID) throw new Error("the burn bid exceeds 96 bits");
      return { proposal, signature };
    },
  ),
  vote: sszCodec<Vote, Vote>(
    "vote",
    voteType,
    (vote) => vote,
    (vote) => vote,
  ),
  transcript: sszCodec(
    "transcript",
    transcriptType,
    ({ entries, ...rest }: SignedTranscript) => ({
      ...rest,
      // P5.2: the root is the same in any order, so the message has one: ascending nodes.
      entries: [...entries]
        .sort((a, b) => nodeNumber(a.node) - nodeNumber(b.node))
        .map(({ node, seat, vote, signature }) => ({
          nodeDepth: node.depth,
          nodeIndex: node.index,
          seat,
          voteDepth: vote.depth,
          voteIndex: vote.index,
          slot: vote.slot,
          signature,
        })),
    }),
    ({ entries: wire, ...rest }): SignedTranscript => {
      const entries = wire.map((entry) => ({
        node: { depth: entry.nodeDepth, index: entry.nodeIndex },
        seat: entry.seat,
        vote: { depth: entry.voteDepth, index: entry.voteIndex, slot: entry.slot },
        signature: entry.signature,
      }));
      const numbers = entries.map(({ node }) => nodeNumber(node));
      if (numbers.some((number, i) => i > 0 && number < numbers[i - 1]!)) {
        throw new Error("the entries are not in the order of their nodes");
      }
      return { ...rest, entries };
    },
  ),
  reveal: sszCodec(
    "reveal",
    revealType,
    ({ proposalId, ...order }: Reveal) => ({ proposalId, ...orderToWire(order) }),
    ({ proposalId, ...order }): Reveal => ({ proposalId, ...orderFromWire(order) }),
  ),
  node_proof: sszCodec(
    "node proof",
    nodeProofType,
    ({ node, contributions, ...rest }: NodeProof) => ({
      ...rest,
      nodeDepth: node.depth,
      nodeIndex: node.index,
      contributions: contributions.map(contributionToWire),
    }),
    ({ nodeDepth, nodeIndex, contributions, ...rest }): NodeProof => ({
      ...rest,
      node: { depth: nodeDepth, index: nodeIndex },
      contributions: contributions.map(contributionFromWire),
    }),
  ),
} as const;

/** Name of a gossip topic. */
export type TopicName = keyof typeof WIRE;
/** The message of a topic. */
export type TopicMessage<Name extends TopicName> = ReturnType<(typeof WIRE)[Name]["decode"]>;
