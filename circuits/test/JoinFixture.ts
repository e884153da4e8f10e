import { poseidon2Hash } from "@trellis/field";
import {
  type BlockOutputs,
  blockOutputsToFields,
  innerContributionsHash,
  type NodeOutputs,
  nodeOutputsToFields,
  ProverBitmap,
  sha256,
  toBytes,
} from "@trellis/protocol";
import {
  contributionOf,
  hashInput,
  PROPOSAL_ID,
  PROVER_SET_ROOT,
  type ProverVoteInput,
  ROLLUP_ID,
} from "./proverVote.ts";

const LEAF_VK_HASH = 111n;
const MERGE_VK_HASH = 222n;
const VK_SET_HASH = poseidon2Hash([LEAF_VK_HASH, MERGE_VK_HASH]);

/** An arbitrary hash. */
export const hashOf = (n: number): Uint8Array => sha256(toBytes(n, 4));

/** `NodeOutputs` in the form in which the circuits take them. */
function outputsInput(o: NodeOutputs) {
  return {
    vk_set_hash: String(o.vkSetHash),
    rollup_id: String(o.rollupId),
    proposal_id: hashInput(o.proposalId),
    tree_depth: o.treeDepth,
    node_depth: o.node.depth,
    node_index: o.node.index,
    state_before: String(o.stateBefore),
    state_after: String(o.stateAfter),
    txs_root: String(o.txsRoot),
    data_hash: hashInput(o.dataHash),
    contributions_hash: hashInput(o.contributionsHash),
    fees: String(o.fees),
    messages_before: hashInput(o.messagesBefore),
    messages_after: hashInput(o.messagesAfter),
    prover_set_root: hashInput(o.proverSetRoot),
    prover_bitmap: o.proverBitmap.limbs().map(String),
  };
}

/**
 * Two children that fit together, and their parent. The children are invented: solving a witness does not check the proofs in it. Only
 * proving checks them.
 */
export class JoinFixture {
  readonly treeDepth: number;
  readonly left: NodeOutputs;
  readonly right: NodeOutputs;

  /** Children of `(depth, index)` in a tree of depth `treeDepth`. */
  constructor(treeDepth: number, depth: number, index: number) {
    this.treeDepth = treeDepth;
    this.left = {
      vkSetHash: VK_SET_HASH,
      rollupId: ROLLUP_ID,
      proposalId: PROPOSAL_ID,
      treeDepth,
      node: { depth: depth + 1, index: 2 * index },
      stateBefore: 1001n,
      stateAfter: 1002n,
      txsRoot: 2001n,
      dataHash: hashOf(10),
      contributionsHash: hashOf(11),
      fees: 2n ** 100n,
      messagesBefore: hashOf(20),
      messagesAfter: hashOf(21),
      proverSetRoot: PROVER_SET_ROOT,
      proverBitmap: ProverBitmap.of([0, 5, 127, 128, 2047]),
    };
    this.right = {
      ...this.left,
      node: { depth: depth + 1, index: 2 * index + 1 },
      stateBefore: 1002n,
      stateAfter: 1003n,
      txsRoot: 2002n,
      dataHash: hashOf(12),
      contributionsHash: hashOf(13),
      fees: 17n,
      messagesBefore: hashOf(21),
      messagesAfter: hashOf(22),
      proverBitmap: ProverBitmap.of([5, 6, 1024, 2047]),
    };
  }

  /** The merge circuit's inputs. */
  inputs(prover: ProverVoteInput) {
    const child = (outputs: NodeOutputs) => ({
      outputs: outputsInput(outputs),
      proof: new Array<number>(410).fill(1),
    });
    return {
      keys: {
        key: new Array<number>(115).fill(1),
        leaf_vk_hash: String(LEAF_VK_HASH),
        merge_vk_hash: String(MERGE_VK_HASH),
      },
      left: child(this.left),
      right: child(this.right),
      prover,
    };
  }

  /** The outputs that the merge circuit must return for {@link inputs}. */
  nodeOutputs(prover: ProverVoteInput): bigint[] {
    return nodeOutputsToFields(this.#parent(prover));
  }

  /** The outputs that the root circuit must return for {@link inputs} and `secret`. */
  blockOutputs(prover: ProverVoteInput, secret: bigint): bigint[] {
    const { node, txsRoot, ...parent } = this.#parent(prover);
    const block: BlockOutputs = { ...parent, orderCommitment: poseidon2Hash([secret, txsRoot]) };
    return blockOutputsToFields(block);
  }

  #parent(prover: ProverVoteInput): NodeOutputs {
    const { left, right } = this;
    const node = { depth: left.node.depth - 1, index: left.node.index / 2 };
    const own = ProverBitmap.of(prover.present ? [prover.seat] : []);
    return {
      ...left,
      node,
      stateAfter: right.stateAfter,
      txsRoot: poseidon2Hash([left.txsRoot, right.txsRoot]),
      dataHash: sha256(left.dataHash, right.dataHash),
      contributionsHash: innerContributionsHash(
        left.contributionsHash,
        right.contributionsHash,
        contributionOf(node, prover),
      ),
      fees: left.fees + right.fees,
      messagesAfter: right.messagesAfter,
      proverBitmap: left.proverBitmap.or(right.proverBitmap).or(own),
    };
  }
}

/** Inputs that both a merge and the root reject. Each case changes one field of two children that fit together. */
export const BROKEN_JOINS: { name: string; changes: Record<string, string | number>; error: RegExp }[] = [
  {
    name: "P6.4: children of different key sets",
    changes: { "right.outputs.vk_set_hash": "1" },
    error: /P6\.4: children of different key sets/,
  },
  {
    name: "P6.4: children of different rollups",
    changes: { "right.outputs.rollup_id": "1" },
    error: /P6\.4: children of different rollups/,
  },
  {
    name: "P6.3: children of proposals that differ above",
    changes: { "right.outputs.proposal_id.hi": "1" },
    error: /P6\.3: children of different proposals/,
  },
  {
    name: "P6.3: children of proposals that differ below",
    changes: { "right.outputs.proposal_id.lo": "1" },
    error: /P6\.3: children of different proposals/,
  },
  {
    name: "P4.1: children of different tree depths",
    changes: { "right.outputs.tree_depth": 11 },
    error: /P4\.1: children of different tree depths/,
  },
  {
    name: "P2.3: children of prover sets that differ above",
    changes: { "right.outputs.prover_set_root.hi": "1" },
    error: /P2\.3: children of different prover sets/,
  },
  {
    name: "P2.3: children of prover sets that differ below",
    changes: { "right.outputs.prover_set_root.lo": "1" },
    error: /P2\.3: children of different prover sets/,
  },
  {
    name: "P6.3: children of different depths",
    changes: { "right.outputs.node_depth": 4 },
    error: /P6\.3: children of different depths/,
  },
  {
    name: "P6.3: a right child that is the same as the left one",
    changes: { "right.outputs.node_index": 0 },
    error: /P6\.3: right child is not the left one's sibling/,
  },
  {
    name: "P6.3: a right child two places after the left one",
    changes: { "right.outputs.node_index": 2 },
    error: /P6\.3: right child is not the left one's sibling/,
  },
  {
    name: "P6.3: two neighbours that are not siblings",
    changes: { "left.outputs.node_index": 1, "right.outputs.node_index": 2 },
    error: /P6\.3: left child has an odd index/,
  },
  {
    name: "P6.3: children beyond their row",
    changes: { "left.outputs.node_index": 4096, "right.outputs.node_index": 4097 },
    error: /P6\.3: node index outside its row/,
  },
  {
    name: "P4.1: a tree of depth 12",
    changes: { "left.outputs.tree_depth": 12, "right.outputs.tree_depth": 12 },
    error: /P4\.1: tree depth above 11/,
  },
  {
    name: "P4.1: a tree of depth 0",
    changes: { "left.outputs.tree_depth": 0, "right.outputs.tree_depth": 0 },
    error: /P4\.1: tree depth below 1/,
  },
  {
    name: "P6.4: another leaf key hash",
    changes: { "keys.leaf_vk_hash": "1" },
    error: /P6\.4: keys are not of the key set/,
  },
  {
    name: "P6.4: another merge key hash",
    changes: { "keys.merge_vk_hash": "1" },
    error: /P6\.4: keys are not of the key set/,
  },
  {
    name: "P6.4: swapped key hashes",
    changes: { "keys.leaf_vk_hash": String(MERGE_VK_HASH), "keys.merge_vk_hash": String(LEAF_VK_HASH) },
    error: /P6\.4: keys are not of the key set/,
  },
  {
    name: "P6.4: states that do not meet",
    changes: { "right.outputs.state_before": "1001" },
    error: /P6\.4: states of the children do not meet/,
  },
  {
    name: "P6.4: messages that do not meet above",
    changes: { "right.outputs.messages_before.hi": "1" },
    error: /P6\.4: messages of the children do not meet/,
  },
  {
    name: "P6.4: messages that do not meet below",
    changes: { "right.outputs.messages_before.lo": "1" },
    error: /P6\.4: messages of the children do not meet/,
  },
  {
    name: "P6.4: fees that overflow",
    changes: { "right.outputs.fees": String(2n ** 128n - 2n ** 100n) },
    error: /P6\.4: fees of the children overflow/,
  },
  {
    name: "P6.4: a data hash beyond 256 bits",
    changes: { "left.outputs.data_hash.hi": String(2n ** 128n) },
    error: /P6\.4: number too large/,
  },
  {
    name: "P6.4: a contributions hash beyond 256 bits",
    changes: { "right.outputs.contributions_hash.lo": String(2n ** 128n) },
    error: /P6\.4: number too large/,
  },
];
