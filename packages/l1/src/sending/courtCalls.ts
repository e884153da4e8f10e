import { type NodeOutputs, type Proposal, type TranscriptEntry, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { courtOf, type L1Addresses } from "../contracts/L1Addresses.ts";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";
import { contributionProof, proposalStruct, type RewardClaim } from "./L1Actions.ts";
import type { L1Call } from "./L1Sender.ts";

/** An entry of a committed transcript and its path (P5.2). */
export interface ProvenEntry {
  readonly entry: TranscriptEntry;
  /** Tree depth + 1 siblings. */
  readonly siblings: readonly Uint8Array[];
}

/** P9.1: what shows that a seat was named for a node that somebody else proved. */
export interface SlashReport extends ProvenEntry, Pick<RewardClaim, "contribution" | "children" | "path"> {
  readonly proposalId: Hex;
  readonly transcriptRoot: Hex;
  readonly bitmapHash: Hex;
}

/** P9.3: the entry that names the seat, and the contribution that shows another in its place. */
export type ContestPayClaim = ProvenEntry & RewardClaim;

/** P9.3: a node's proof as L1 takes it, hexadecimal and decimal strings only: it outlasts restarts as JSON. */
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

/** P9.3: an answer to a report, or to what may become one. */
export interface Contest {
  readonly proposalId: Hex;
  /** Of the whole block. */
  readonly blockDataHash: Hex;
  readonly proverSetRoot: Hex;
  readonly node: ContestedNode;
}

const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;

/** A node's proof for L1 from its public outputs; `txsRoot` of the root is its order commitment. */
export function contestedNode(
  outputs: NodeOutputs,
  own: {
    readonly entry: Uint8Array;
    readonly children: readonly [Uint8Array, Uint8Array] | undefined;
    readonly dataSiblings: readonly Uint8Array[];
    readonly proof: Uint8Array;
  },
): ContestedNode {
  const [left, right] = own.children ?? [];
  return {
    nodeDepth: outputs.node.depth,
    nodeIndex: outputs.node.index,
    entry: toHex(own.entry),
    children: [left === undefined ? ZERO_HASH : toHex(left), right === undefined ? ZERO_HASH : toHex(right)],
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

/** P9: calls to the court, open to everybody. For `L1Sender.send`. @throws each: TRL-L1-014 where the deployment has none. */
export const courtCalls = {
  /** P9.1. */
  report(addresses: L1Addresses, report: SlashReport): L1Call {
    const { proposalId, transcriptRoot, bitmapHash } = report;
    return call(addresses, "report a prover", "report", [
      proposalId,
      transcriptRoot,
      bitmapHash,
      transcriptProof(report),
      contributionProof(report),
    ]);
  },

  /** P9.3. */
  contest(addresses: L1Addresses, { proposalId, blockDataHash, proverSetRoot, node }: Contest): L1Call {
    return call(addresses, "contest a report", "contest", [
      proposalId,
      blockDataHash,
      proverSetRoot,
      {
        ...node,
        stateBefore: BigInt(node.stateBefore),
        stateAfter: BigInt(node.stateAfter),
        txsRoot: BigInt(node.txsRoot),
        fees: BigInt(node.fees),
        proverBitmap: node.proverBitmap.map(BigInt),
      },
    ]);
  },

  /** P9.2: decides a case after its contest window. */
  settle(addresses: L1Addresses, proposalId: Hex, nodeNumber: number, seat: number): L1Call {
    return call(addresses, "settle a case", "settle", [proposalId, BigInt(nodeNumber), seat]);
  },

  /** P9.3: pay for a contest that came in time, after the report window; with what the seat was named and left out by. */
  claimContestPay(addresses: L1Addresses, claim: ContestPayClaim): L1Call {
    const { proposalId, transcriptRoot, committedBitmap } = claim;
    return call(addresses, "claim pay for a contest", "claimContestPay", [
      proposalId,
      transcriptRoot,
      committedBitmap,
      transcriptProof(claim),
      contributionProof(claim),
    ]);
  },

  /** P9.3: shows that a seat has proven a node of a final block, so that no contest of it is paid. */
  refuseContestPay(
    addresses: L1Addresses,
    claim: Omit<RewardClaim, "transcriptRoot" | "committedBitmap">,
  ): L1Call {
    return call(addresses, "refuse pay for a contest", "refuseContestPay", [
      claim.proposalId,
      contributionProof(claim),
    ]);
  },

  /** P9.5: two entries of one committed transcript with the same vote. */
  reportDoubleVote(
    addresses: L1Addresses,
    proposal: Proposal,
    committed: { readonly transcriptRoot: Hex; readonly bitmapHash: Hex },
    first: ProvenEntry,
    second: ProvenEntry,
  ): L1Call {
    return call(addresses, "report a vote used twice", "reportDoubleVote", [
      proposalStruct(proposal),
      committed.transcriptRoot,
      committed.bitmapHash,
      transcriptProof(first),
      transcriptProof(second),
    ]);
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

function call(
  addresses: L1Addresses,
  action: string,
  functionName: string,
  args: readonly unknown[],
): L1Call {
  return { action, address: courtOf(addresses), abi: courtAbi, functionName, args };
}
