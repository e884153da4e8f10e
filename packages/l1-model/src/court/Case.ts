import type { ProverBitmap, TreeNode } from "@trellis/protocol";
import type { Hex } from "viem";
import type { BlockFacts } from "../bridge/BlockFacts.ts";

/** R8: a case: one for a seat and a round. */
export interface Case {
  /** Who gets the bounty: whose single report added the most weight; of equal ones the first. */
  readonly reporter: Hex;
  /** Weight that this report added. */
  readonly largest: bigint;
  readonly openedAt: bigint;
  /** Numbers of the nodes that were reported, and those of them that were answered. */
  readonly reported: readonly number[];
  readonly cleared: readonly number[];
  /** 1: open; 2: settled. */
  readonly state: 1 | 2;
  /** Weight of the open nodes. */
  readonly openWeight: bigint;
  /** Level before the case. */
  readonly level: number;
}

/** R8: a node that a seat claimed to prove and did not: `MissedNode` in Types.sol. */
export interface MissedNode {
  readonly node: TreeNode;
  readonly entry: bigint;
  /** 12, from the entry up. */
  readonly siblings: readonly bigint[];
  /** 64 bytes: the seat's signature of its start claim. */
  readonly signature: Uint8Array;
}

/** R8: `Report` in Types.sol. */
export interface Report {
  readonly proposalId: Hex;
  readonly seat: number;
  readonly transcriptRoot: bigint;
  readonly committed: ProverBitmap;
  readonly nodes: readonly MissedNode[];
}

/** R8: the answer to a report: `NodeAnswer` in Types.sol, as far as the model reads it. */
export interface NodeAnswer {
  readonly proposalId: Hex;
  readonly seat: number;
  readonly facts: BlockFacts;
  readonly node: TreeNode;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  /** The node's own root of states. */
  readonly statesRoot: bigint;
  /** From the node's states up to the block's root of states. */
  readonly stateSiblings: readonly bigint[];
  readonly proof: Uint8Array;
}
