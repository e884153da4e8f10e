import { type ExecutedBlock, HashBatch, type HashSteps } from "@trellis/ledger";
import { children, nodeNumber, type TreeNode } from "@trellis/protocol";

/** States of nodes by node number. A block is executed once, so they never change. */
const known = new WeakMap<ExecutedBlock, Map<number, bigint>>();

/**
 * R8: the states of a node (`statesRoot`), in steps. Each block's are computed once: the first call for its root hashes the state before
 * and after each leaf, which takes seconds for a full block.
 */
export function* subtreeStatesSteps(block: ExecutedBlock, node: TreeNode): HashSteps<bigint> {
  const states = known.get(block) ?? new Map<number, bigint>();
  known.set(block, states);
  const number = nodeNumber(node);
  const computed = states.get(number);
  if (computed !== undefined) return computed;
  const inputs: [bigint, bigint] = [0n, 0n];
  if (node.depth === block.depth) {
    const leaf = block.leaves[node.index]!;
    inputs[0] = yield* leaf.stateBeforeSteps();
    inputs[1] = yield* leaf.stateAfterSteps();
  } else {
    const [left, right] = children(node);
    inputs[0] = yield* subtreeStatesSteps(block, left!);
    inputs[1] = yield* subtreeStatesSteps(block, right!);
  }
  const batch = new HashBatch();
  const place = batch.hash([batch.value(inputs[0]), batch.value(inputs[1])]);
  const result = (yield batch).at(place);
  states.set(number, result);
  return result;
}
