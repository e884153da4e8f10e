import { type ProverBitmap, toHex } from "@trellis/protocol";
import { encodeTranscriptEntry, type NodeEntry, type NodeOutputs } from "@trellis/protocol/second";
import type { Hex } from "viem";
import type { SecondAddresses } from "../contracts/SecondAddresses.ts";
import type { BlockFacts } from "../facts/BlockRecord.ts";
import { type SecondCall, secondCall } from "./SecondCall.ts";

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

/** R8: a proof of a reported node, under its seat's name. */
export interface NodeProofAnswer {
  readonly seat: number;
  /** The block's (`BlockRecord`). */
  readonly facts: BlockFacts;
  readonly outputs: NodeOutputs;
  /** Hashes of the seat words below its children; undefined for a leaf. */
  readonly children: readonly [Uint8Array, Uint8Array] | undefined;
  /** From the node's states up to the block's root of states. */
  readonly stateSiblings: readonly bigint[];
  readonly proof: Uint8Array;
}

const NO_HASH: Hex = `0x${"0".repeat(64)}`;

/** R8: calls to the court. Anyone may send them. */
export const secondCourtCalls = {
  /** Reports nodes of a seat of a final block, whose reward is settled. */
  report(
    addresses: SecondAddresses,
    { proposalId, transcriptRoot, committed }: CommittedBlock,
    seat: number,
    nodes: readonly MissedNode[],
  ): SecondCall {
    const missed = nodes.map(({ entry, siblings, signature }) => ({
      depth: entry.node.depth,
      index: entry.node.index,
      entry: encodeTranscriptEntry(entry),
      siblings,
      r: toHex(signature.subarray(0, 32)),
      s: toHex(signature.subarray(32, 64)),
    }));
    const report = { proposalId, seat, transcriptRoot, committed: committed.words(), nodes: missed };
    return secondCall(addresses, "court", "report", [report], "report a prover");
  },

  /** Clears a reported leaf or merge by a proof of it. */
  answer(addresses: SecondAddresses, block: CommittedBlock, answer: NodeProofAnswer): SecondCall {
    const { outputs, children, facts, seat, stateSiblings, proof } = answer;
    const [left, right] = children ?? [];
    return secondCall(
      addresses,
      "court",
      "answer",
      [
        {
          proposalId: block.proposalId,
          seat,
          facts,
          transcriptRoot: block.transcriptRoot,
          committed: block.committed.words(),
          depth: outputs.node.depth,
          index: outputs.node.index,
          children: [
            left === undefined ? NO_HASH : toHex(left),
            right === undefined ? NO_HASH : toHex(right),
          ],
          stateBefore: outputs.stateBefore,
          stateAfter: outputs.stateAfter,
          txsRoot: outputs.txsRoot,
          transactionsHash: toHex(outputs.transactionsHash),
          fees: outputs.fees,
          messagesBefore: toHex(outputs.messagesBefore),
          messagesAfter: toHex(outputs.messagesAfter),
          committedHash: outputs.committedHash,
          statesRoot: outputs.statesRoot,
          tally: outputs.tally,
          provers: outputs.provers.words(),
          stateSiblings,
          proof: toHex(proof),
        },
      ],
      "answer a report",
    );
  },

  /** Takes the penalty of a case, after the contest window. */
  settle(addresses: SecondAddresses, proposalId: Hex, seat: number): SecondCall {
    return secondCall(addresses, "court", "settle", [proposalId, seat], "settle a case");
  },
} as const;
