import { type ExecutedBlock, nodeExecution } from "@trellis/ledger";
import type { TreeNode } from "@trellis/protocol";
import { leafStates, leafWordHash, type NodeOutputs } from "@trellis/protocol";
import type { NodeContribution } from "../systems/checkProver.ts";
import { committedSeat, joinOutputs, ownTally, seatWordOf } from "./computeNodeOutputs.ts";
import type { ProvenBlock } from "./ProvingJob.ts";

/** A block that this machine executed itself, so that it knows what a proof of each node must say. */
export type ExpectedBlock = {
  readonly block: ProvenBlock;
  readonly executed: ExecutedBlock;
  readonly vkSetHash: bigint;
};

/**
 * P6.4: what a proof of `node` must say, from the block's execution and from who proved the nodes below it. A checker takes it from here,
 * never from the sender. Hashes the states around every leaf of the subtree.
 *
 * @param proverOf - who proved a node of the subtree, and whether the proof shows the node's entry to be vacant
 */
export function expectedOutputs(
  expected: ExpectedBlock,
  node: TreeNode,
  proverOf: (node: TreeNode) => NodeContribution,
): NodeOutputs {
  const { block, executed, vkSetHash } = expected;
  const own = proverOf(node);
  if (node.depth < block.treeDepth) {
    const child = (side: 0 | 1): NodeOutputs =>
      expectedOutputs(expected, { depth: node.depth + 1, index: 2 * node.index + side }, proverOf);
    return joinOutputs(child(0), child(1), node, own);
  }
  const { dataHash, ...execution } = nodeExecution(executed, node);
  return {
    vkSetHash,
    ...block,
    ...execution,
    transactionsHash: dataHash,
    seatWordsHash: leafWordHash(seatWordOf(own)),
    statesRoot: leafStates(execution.stateBefore, execution.stateAfter),
    tally: ownTally("leaf", own),
    provers: committedSeat(own),
  };
}
