import { splitHash } from "../encoding/bytes.ts";
import type { ProverBitmap } from "../seats/ProverBitmap.ts";
import type { TreeNode } from "./TreeNode.ts";

/** R1, R2: what every node of a tree puts out besides its place. Hashes are 32 bytes, the rest field elements. */
interface CommonOutputs {
  readonly vkSetHash: bigint;
  readonly rollupId: bigint;
  readonly proposalId: Uint8Array;
  readonly treeDepth: number;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  /** Sum of fees, units of asset 0. */
  readonly fees: bigint;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
  readonly proverSetRoot: bigint;
  readonly transcriptRoot: bigint;
  readonly statesRoot: bigint;
  /** `encodeTally`. */
  readonly tally: bigint;
  /** Seats that proved a node as committed. */
  readonly provers: ProverBitmap;
}

/** Public outputs of a leaf or merge. */
export interface NodeOutputs extends CommonOutputs {
  readonly node: TreeNode;
  readonly txsRoot: bigint;
  /** R1: root of the subtree's transactions. */
  readonly transactionsHash: Uint8Array;
  /** R1: hash of the subtree's seat words. */
  readonly seatWordsHash: Uint8Array;
  /** `committedBitmapHash`. */
  readonly committedHash: bigint;
}

/** Public inputs of a block's proof on L1. */
export interface BlockOutputs extends CommonOutputs {
  readonly orderCommitment: bigint;
  /** `blockDataHash`. */
  readonly dataHash: Uint8Array;
  /** Seats that the proposer committed to. */
  readonly committed: ProverBitmap;
}

/** Number of public fields of a leaf or merge. */
export const NODE_OUTPUT_FIELDS = 40;
/** Number of public fields of a block's proof. */
export const BLOCK_OUTPUT_FIELDS = 51;

/** The fields of a leaf or merge in the circuits' order. */
export function nodeOutputsToFields(o: NodeOutputs): bigint[] {
  return [
    o.vkSetHash,
    o.rollupId,
    ...splitHash(o.proposalId),
    BigInt(o.treeDepth),
    BigInt(o.node.depth),
    BigInt(o.node.index),
    o.stateBefore,
    o.stateAfter,
    o.txsRoot,
    ...splitHash(o.transactionsHash),
    ...splitHash(o.seatWordsHash),
    o.fees,
    ...splitHash(o.messagesBefore),
    ...splitHash(o.messagesAfter),
    o.proverSetRoot,
    o.transcriptRoot,
    o.committedHash,
    o.statesRoot,
    o.tally,
    ...o.provers.limbs(),
  ];
}

/** The fields of a block in the root circuit's order. */
export function blockOutputsToFields(o: BlockOutputs): bigint[] {
  return [
    o.vkSetHash,
    o.rollupId,
    ...splitHash(o.proposalId),
    BigInt(o.treeDepth),
    o.orderCommitment,
    o.stateBefore,
    o.stateAfter,
    ...splitHash(o.dataHash),
    o.fees,
    ...splitHash(o.messagesBefore),
    ...splitHash(o.messagesAfter),
    o.proverSetRoot,
    o.transcriptRoot,
    o.statesRoot,
    o.tally,
    ...o.provers.limbs(),
    ...o.committed.limbs(),
  ];
}
