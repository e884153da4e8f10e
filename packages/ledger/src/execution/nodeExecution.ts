import { isNodeOf, type TreeNode, TrellisError } from "@trellis/protocol";
import type { HashSteps } from "../hashing/HashBatch.ts";
import { runHashSteps } from "../hashing/hashSteps.ts";
import type { ExecutedBlock } from "./executeBlock.ts";

/** A proof tree node's statement about the transactions below it: the public outputs that the ledger determines (P6.4). */
export interface NodeExecution {
  readonly node: TreeNode;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  readonly txsRoot: bigint;
  readonly dataHash: Uint8Array;
  /** Units of asset 0. */
  readonly fees: bigint;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
}

/**
 * The values of one node (leaf, merge or root) of an executed block. The first call for a node hashes the states before and after it.
 * @throws TRL-LED-034 if the block's tree has no such node.
 */
export function nodeExecution(block: ExecutedBlock, node: TreeNode): NodeExecution {
  return runHashSteps(nodeExecutionSteps(block, node));
}

/** {@link nodeExecution}, in steps. */
export function* nodeExecutionSteps(block: ExecutedBlock, node: TreeNode): HashSteps<NodeExecution> {
  if (!isNodeOf(node, block.depth)) {
    throw new TrellisError("TRL-LED-034", "the block's proof tree has no such node", {
      depth: node.depth,
      index: node.index,
      treeDepth: block.depth,
    });
  }
  const width = 2 ** (block.depth - node.depth);
  const leaves = block.leaves.slice(node.index * width, (node.index + 1) * width);
  const first = leaves[0]!;
  const last = leaves.at(-1)!;
  const row = block.rows[node.depth]!;
  return {
    node,
    stateBefore: yield* first.stateBeforeSteps(),
    stateAfter: yield* last.stateAfterSteps(),
    txsRoot: row.txsRoot[node.index]!,
    dataHash: row.dataHash[node.index]!,
    fees: leaves.reduce((sum, leaf) => sum + leaf.fees, 0n),
    messagesBefore: first.messagesBefore,
    messagesAfter: last.messagesAfter,
  };
}
