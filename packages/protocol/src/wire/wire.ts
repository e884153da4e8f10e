import type { Contribution } from "../Contributions.ts";
import type { NodeProof } from "../NodeProof.ts";
import { MAX_BURN_BID, type SignedProposal } from "../Proposal.ts";
import type { Reveal } from "../Reveal.ts";
import { TRANSACTION_KINDS, type Transaction } from "../Transaction.ts";
import type { SignedTranscript } from "../Transcript.ts";
import type { Vote } from "../Vote.ts";
import { sszCodec } from "./Codec.ts";
import {
  nodeProofType,
  proposalType,
  revealType,
  transactionType,
  transcriptType,
  voteType,
} from "./sszTypes.ts";

type TransactionWire = ReturnType<typeof transactionToWire>;

function transactionToWire(tx: Transaction) {
  return { ...tx, kind: TRANSACTION_KINDS.indexOf(tx.kind), asset: tx.asset as number };
}

function transactionFromWire(wire: TransactionWire): Transaction {
  const { kind: number, asset, ...rest } = wire;
  const kind = TRANSACTION_KINDS[number];
  if (kind === undefined) throw new Error(`no transaction kind ${number}`);
  if (asset !== 0 && asset !== 1) throw new Error(`no asset ${asset}`);
  return { ...rest, kind, asset };
}

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
      entries: entries.map(({ node, seat, vote, signature }) => ({
        nodeDepth: node.depth,
        nodeIndex: node.index,
        seat,
        voteDepth: vote.depth,
        voteIndex: vote.index,
        slot: vote.slot,
        signature,
      })),
    }),
    ({ entries, ...rest }): SignedTranscript => ({
      ...rest,
      entries: entries.map((entry) => ({
        node: { depth: entry.nodeDepth, index: entry.nodeIndex },
        seat: entry.seat,
        vote: { depth: entry.voteDepth, index: entry.voteIndex, slot: entry.slot },
        signature: entry.signature,
      })),
    }),
  ),
  reveal: sszCodec(
    "reveal",
    revealType,
    ({ transactions, ...rest }: Reveal) => ({ ...rest, transactions: transactions.map(transactionToWire) }),
    ({ transactions, ...rest }): Reveal => ({ ...rest, transactions: transactions.map(transactionFromWire) }),
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
/** What travels on a topic. */
export type TopicMessage<Name extends TopicName> = ReturnType<(typeof WIRE)[Name]["decode"]>;
