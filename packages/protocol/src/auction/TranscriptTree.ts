import { PoseidonTree, poseidonPathRoot, type TreeSteps } from "../tree/PoseidonTree.ts";
import { nodeNumber, type TreeNode } from "../tree/TreeNode.ts";
import { encodeTranscriptEntry, type NodeEntry } from "./transcriptEntry.ts";

/** R2: levels of the transcript's tree at any depth of the block: a place for each node number 0..4094. */
export const TRANSCRIPT_TREE_DEPTH = 12;

/** R2: a transcript: each node's entry, unhashed, at the node's own place. */
export class TranscriptTree {
  readonly #tree = new PoseidonTree(TRANSCRIPT_TREE_DEPTH);

  /** A transcript of these entries. Each node is hashed once. @throws TRL-PRO-006 for a seat outside 0..2047. */
  static of(entries: Iterable<NodeEntry>): TranscriptTree {
    const tree = new TranscriptTree();
    tree.#tree.setAll(leavesOf(entries));
    return tree;
  }

  /** {@link of}, in steps, so that a thread can hash. @throws as {@link of}. */
  static *ofSteps(entries: Iterable<NodeEntry>): TreeSteps<TranscriptTree> {
    const tree = new TranscriptTree();
    yield* tree.#tree.setAllSteps(leavesOf(entries));
    return tree;
  }

  /** Names someone for a node: {@link encodeTranscriptEntry}, or 0 for nobody. */
  set(node: TreeNode, entry: bigint): void {
    this.#tree.set(nodeNumber(node), entry);
  }

  entry(node: TreeNode): bigint {
    return this.#tree.leaf(nodeNumber(node));
  }

  /** What `commit` records and the circuits open. */
  root(): bigint {
    return this.#tree.root();
  }

  /** The 12 siblings of a node's place, from the leaf up. */
  path(node: TreeNode): bigint[] {
    return this.#tree.path(nodeNumber(node));
  }
}

function leavesOf(entries: Iterable<NodeEntry>): (readonly [index: number, leaf: bigint])[] {
  return [...entries].map((entry) => [nodeNumber(entry.node), encodeTranscriptEntry(entry)]);
}

/** The root of a transcript that has `entry` at the place of `node`, beside these siblings. */
export function transcriptPathRoot(entry: bigint, node: TreeNode, path: readonly bigint[]): bigint {
  return poseidonPathRoot(entry, nodeNumber(node), path);
}
