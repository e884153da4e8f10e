import { joinStates, leafStates, nodeNumber, type TreeNode } from "@trellis/protocol";

/** R8: the states around the leaves of a block, joined up to the root. */
export class BlockStates {
  /** By node number. */
  readonly #joined: bigint[] = [];

  /** @param states - before the first leaf, between leaves, after the last one: 2^depth + 1. */
  constructor(states: readonly bigint[]) {
    const leaves = states.length - 1;
    for (let i = 0; i < leaves; i++) this.#joined[leaves - 1 + i] = leafStates(states[i]!, states[i + 1]!);
    for (let number = leaves - 2; number >= 0; number--) {
      this.#joined[number] = joinStates(this.#joined[2 * number + 1]!, this.#joined[2 * number + 2]!);
    }
  }

  at(node: TreeNode): bigint {
    return this.#joined[nodeNumber(node)]!;
  }

  get root(): bigint {
    return this.#joined[0]!;
  }

  /** From the node up to below the root. */
  siblings(node: TreeNode): bigint[] {
    const siblings: bigint[] = [];
    for (let number = nodeNumber(node); number > 0; number = (number - 1) >> 1) {
      siblings.push(this.#joined[number % 2 === 1 ? number + 1 : number - 1]!);
    }
    return siblings;
  }
}
