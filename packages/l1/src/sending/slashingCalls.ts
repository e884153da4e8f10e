import {
  type BlockOutputs,
  encodeTranscriptEntry,
  type NodeEntry,
  type NodeOutputs,
  type ProverBitmap,
  ROOT_NODE,
  type TreeNode,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { ContractAddresses } from "../contracts/ContractAddresses.ts";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import type { BlockFacts } from "../facts/BlockRecord.ts";
import { type L1Call, l1Call } from "./L1Call.ts";

/** R8: a node that a seat claimed to prove and did not. */
export interface MissedNode {
  readonly entry: NodeEntry;
  /** The 12 siblings of its place in the transcript (`TranscriptTree.path`). */
  readonly siblings: readonly bigint[];
  /** Of the seat's start claim, 64 bytes. */
  readonly signature: Uint8Array;
}

/** R8: a committed block, as reports and answers name it. */
export interface CommittedBlock {
  readonly proposalId: Hex;
  readonly transcriptRoot: Hex;
  /** The masked bitmap. */
  readonly committed: ProverBitmap;
}

interface ProofAnswer {
  readonly seat: number;
  /** The block's (`BlockRecord`). */
  readonly facts: BlockFacts;
  readonly proof: Uint8Array;
}

/** R8: a proof of a reported leaf or merge, under its seat's name. */
export interface NodeProofAnswer extends ProofAnswer {
  readonly outputs: NodeOutputs;
  /** Hashes of the seat words below its children; undefined for a leaf. */
  readonly children: readonly [Uint8Array, Uint8Array] | undefined;
  /** From the node's states up to the block's root of states. */
  readonly stateSiblings: readonly bigint[];
}

/** R8: a proof of the whole block, for a seat that was reported for the root node. */
export interface RootProofAnswer extends ProofAnswer {
  readonly outputs: BlockOutputs;
  /** Hashes of the seat words below the root's children, as this proof has them (`seatWordPath`). */
  readonly children: readonly [Uint8Array, Uint8Array];
}

const NO_HASH: Hex = `0x${"0".repeat(64)}`;

/** R8: calls to the court. Anyone may send them. */
export const slashingCalls = {
  /** Reports nodes of a seat of a final block, whose reward is settled. */
  report(
    addresses: ContractAddresses,
    { proposalId, transcriptRoot, committed }: CommittedBlock,
    seat: number,
    nodes: readonly MissedNode[],
  ): L1Call {
    const missed = nodes.map(({ entry, siblings, signature }) => ({
      depth: entry.node.depth,
      index: entry.node.index,
      entry: encodeTranscriptEntry(entry),
      siblings,
      r: toHex(signature.subarray(0, 32)),
      s: toHex(signature.subarray(32, 64)),
    }));
    const report = { proposalId, seat, transcriptRoot, committed: committed.words(), nodes: missed };
    return l1Call(addresses, "court", "report", [report], "report a prover");
  },

  /** Clears a reported leaf or merge by a proof of it. */
  answer(addresses: ContractAddresses, block: CommittedBlock, answer: NodeProofAnswer): L1Call {
    const { outputs, children, stateSiblings } = answer;
    const [left, right] = children ?? [];
    return answerCall(addresses, block, answer, {
      ...placeOf(outputs.node),
      children: [left === undefined ? NO_HASH : toHex(left), right === undefined ? NO_HASH : toHex(right)],
      txsRoot: outputs.txsRoot,
      transactionsHash: toHex(outputs.transactionsHash),
      committedHash: outputs.committedHash,
      stateSiblings,
    });
  },

  /** Clears a reported root node by a proof of the block. L1 knows the transactions' root from the facts. */
  answerRoot(addresses: ContractAddresses, block: CommittedBlock, answer: RootProofAnswer): L1Call {
    const { outputs, facts, children } = answer;
    return answerCall(addresses, block, answer, {
      ...placeOf(ROOT_NODE),
      children: [toHex(children[0]), toHex(children[1])],
      txsRoot: outputs.orderCommitment,
      transactionsHash: facts.transactionsRoot,
      committedHash: 0n,
      stateSiblings: [],
    });
  },

  /** Takes the penalty of a case, after the contest window. */
  settle(addresses: ContractAddresses, proposalId: Hex, seat: number): L1Call {
    return l1Call(addresses, "court", "settle", [proposalId, seat], "settle a case");
  },
} as const;

type AnswerStruct = WriteArgs<"court", "answer">[0];
/** What a root node's answer has in another place than the others, or not at all. */
type OwnFields =
  | "depth"
  | "index"
  | "children"
  | "txsRoot"
  | "transactionsHash"
  | "committedHash"
  | "stateSiblings";

function answerCall(
  addresses: ContractAddresses,
  { proposalId, transcriptRoot, committed }: CommittedBlock,
  { seat, facts, outputs, proof }: NodeProofAnswer | RootProofAnswer,
  own: Pick<AnswerStruct, OwnFields>,
): L1Call {
  const answer: AnswerStruct = {
    proposalId,
    seat,
    facts,
    transcriptRoot,
    committed: committed.words(),
    ...own,
    stateBefore: outputs.stateBefore,
    stateAfter: outputs.stateAfter,
    fees: outputs.fees,
    messagesBefore: toHex(outputs.messagesBefore),
    messagesAfter: toHex(outputs.messagesAfter),
    statesRoot: outputs.statesRoot,
    tally: outputs.tally,
    provers: outputs.provers.words(),
    proof: toHex(proof),
  };
  return l1Call(addresses, "court", "answer", [answer], "answer a report");
}

const placeOf = ({ depth, index }: TreeNode) => ({ depth, index });
