import {
  type ContributionOpening,
  type NodeOutputs,
  ProverBitmap,
  type TranscriptEntry,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Addresses } from "../contracts/L1Addresses.ts";
import { proposalStruct } from "../contracts/proposalStruct.ts";
import type { DoubleVoteReport } from "./doubleVoteReport.ts";
import { type L1Call, l1Call } from "./L1Call.ts";
import { contributionProof, pairOfHashes, type RewardClaim } from "./l1Calls.ts";

/** An entry of a committed transcript and its path (P5.2). */
export interface ProvenEntry {
  readonly entry: TranscriptEntry;
  /** Tree depth + 1 siblings. */
  readonly siblings: readonly Uint8Array[];
}

/** P9.1: shows that a seat was named for a node and somebody else proved it. */
export interface SlashReport extends ProvenEntry, ContributionOpening {
  readonly proposalId: Hex;
  readonly transcriptRoot: Hex;
  readonly bitmapHash: Hex;
}

/** P9.3: the transcript's entry that names the seat, and the contribution that names another seat in its place. */
export type ContestPayClaim = ProvenEntry & RewardClaim;

/** P9.3: a node's proof as L1 takes it. It has only hexadecimal and decimal strings, so that it can be stored as JSON. */
export interface ContestedNode {
  readonly nodeDepth: number;
  readonly nodeIndex: number;
  /** The node's contribution, 10 bytes. */
  readonly entry: Hex;
  /** Contributions hashes of its children; zeros for a leaf. */
  readonly children: readonly [Hex, Hex];
  readonly stateBefore: string;
  readonly stateAfter: string;
  /** Of the root: the order commitment. */
  readonly txsRoot: string;
  readonly dataHash: Hex;
  /** From the node's data up to the block's. */
  readonly dataSiblings: readonly Hex[];
  readonly fees: string;
  readonly messagesBefore: Hex;
  readonly messagesAfter: Hex;
  readonly proverBitmap: readonly string[];
  readonly proof: Hex;
}

/** P9.3: a contest: it clears a seat, before or after a report, with a proof of the node. */
export interface Contest {
  readonly proposalId: Hex;
  /** Of the whole block. */
  readonly blockDataHash: Hex;
  readonly proverSetRoot: Hex;
  readonly node: ContestedNode;
}

/** Makes a node's proof for L1 from its public outputs. The root's `txsRoot` is its order commitment. */
export function contestedNode(
  outputs: NodeOutputs,
  own: {
    readonly entry: Uint8Array;
    readonly children: readonly [Uint8Array, Uint8Array] | undefined;
    readonly dataSiblings: readonly Uint8Array[];
    readonly proof: Uint8Array;
  },
): ContestedNode {
  return {
    nodeDepth: outputs.node.depth,
    nodeIndex: outputs.node.index,
    entry: toHex(own.entry),
    children: pairOfHashes(own.children),
    stateBefore: String(outputs.stateBefore),
    stateAfter: String(outputs.stateAfter),
    txsRoot: String(outputs.txsRoot),
    dataHash: toHex(outputs.dataHash),
    dataSiblings: own.dataSiblings.map(toHex),
    fees: String(outputs.fees),
    messagesBefore: toHex(outputs.messagesBefore),
    messagesAfter: toHex(outputs.messagesAfter),
    proverBitmap: outputs.proverBitmap.words().map(String),
    proof: toHex(own.proof),
  };
}

/** P9: calls to the court, as {@link l1Calls}. Anyone may send them. Each throws TRL-L1-014 where the deployment has no court. */
export const courtCalls = {
  /** P9.1: reports a seat. */
  report(addresses: L1Addresses, report: SlashReport): L1Call {
    const { proposalId, transcriptRoot, bitmapHash } = report;
    return l1Call(
      addresses,
      "court",
      "report",
      [proposalId, transcriptRoot, bitmapHash, transcriptProof(report), contributionProof(report)],
      "report a prover",
    );
  },

  /** P9.3: contests a report, or a possible one. */
  contest(addresses: L1Addresses, { proposalId, blockDataHash, proverSetRoot, node }: Contest): L1Call {
    return l1Call(
      addresses,
      "court",
      "contest",
      [
        proposalId,
        blockDataHash,
        proverSetRoot,
        {
          ...node,
          stateBefore: BigInt(node.stateBefore),
          stateAfter: BigInt(node.stateAfter),
          txsRoot: BigInt(node.txsRoot),
          fees: BigInt(node.fees),
          proverBitmap: ProverBitmap.fromWords(node.proverBitmap.map(BigInt)).words(),
        },
      ],
      "contest a report",
    );
  },

  /** P9.3: claims pay for a contest that came in time, after the report window. The claim shows that the seat was named and left out. */
  claimContestPay(addresses: L1Addresses, claim: ContestPayClaim): L1Call {
    const { proposalId, transcriptRoot, committedBitmap } = claim;
    return l1Call(
      addresses,
      "court",
      "claimContestPay",
      [proposalId, transcriptRoot, committedBitmap, transcriptProof(claim), contributionProof(claim)],
      "claim pay for a contest",
    );
  },

  /** P9.3: shows that a seat has proven a node of a final block, so that none of its contests there is paid. */
  refuseContestPay(
    addresses: L1Addresses,
    claim: ContributionOpening & Pick<RewardClaim, "proposalId">,
  ): L1Call {
    return l1Call(
      addresses,
      "court",
      "refuseContestPay",
      [claim.proposalId, contributionProof(claim)],
      "refuse pay for a contest",
    );
  },

  /** P9.5: shows two entries of one committed transcript with the same vote. */
  reportDoubleVote(
    addresses: L1Addresses,
    { proposal, transcriptRoot, bitmapHash, first, second }: DoubleVoteReport,
  ): L1Call {
    return l1Call(
      addresses,
      "court",
      "reportDoubleVote",
      [proposalStruct(proposal), transcriptRoot, bitmapHash, transcriptProof(first), transcriptProof(second)],
      "report a vote used twice",
    );
  },
} as const;

function transcriptProof({ entry: { node, seat, vote, signature }, siblings }: ProvenEntry) {
  return {
    nodeDepth: node.depth,
    nodeIndex: node.index,
    seat,
    voteDepth: vote.depth,
    voteIndex: vote.index,
    slot: vote.slot,
    r: toHex(signature.subarray(0, 32)),
    s: toHex(signature.subarray(32, 64)),
    siblings: siblings.map(toHex),
  };
}
