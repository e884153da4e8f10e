import { TrellisError } from "@trellis/field";
import { concatBytes, exactly, keccak256, toBytes } from "../encoding/bytes.ts";
import { merklePath, merkleRoot, merkleRows } from "../encoding/merkle.ts";
import { isSeat, ProverBitmap } from "../seats/ProverBitmap.ts";
import {
  assertTreeDepth,
  covers,
  isNodeOf,
  nodeCount,
  nodeKey,
  nodeNumber,
  type TreeNode,
} from "../tree/TreeNode.ts";
import type { VoteScope } from "./Vote.ts";

/** P5.2: `seat` was named for `node` on the basis of this vote by the seat (64-byte signature). */
export interface TranscriptEntry {
  readonly node: TreeNode;
  readonly seat: number;
  readonly vote: VoteScope;
  readonly signature: Uint8Array;
}

/** P5.2: the whole transcript with its proposer's authorisation to commit it, as sent over gossip. */
export interface SignedTranscript {
  readonly proposalId: Uint8Array;
  readonly transcriptRoot: Uint8Array;
  readonly bitmapHash: Uint8Array;
  readonly entries: readonly TranscriptEntry[];
  readonly signature: Uint8Array;
}

const TAG = new TextEncoder().encode("trellis/transcript/v1");
const EMPTY_LEAF: Uint8Array = new Uint8Array(32);
const INNER = Uint8Array.of(1);
const pair = (left: Uint8Array, right: Uint8Array): Uint8Array => keccak256(INNER, left, right);

/**
 * Leaf of an entry in the transcript tree (P5.2).
 * @throws TRL-PRO-001 for a number that does not fit its bytes, TRL-PRO-017 for a signature that is not 64 bytes long.
 */
export function transcriptLeaf(entry: TranscriptEntry): Uint8Array {
  return keccak256(
    concatBytes(
      TAG,
      toBytes(entry.node.depth, 1),
      toBytes(entry.node.index, 2),
      toBytes(entry.seat, 2),
      toBytes(entry.vote.depth, 1),
      toBytes(entry.vote.index, 2),
      toBytes(entry.vote.slot, 2),
      exactly(entry.signature, 64),
    ),
  );
}

/**
 * Returns what is wrong with a transcript's shape, or undefined if nothing is (P5.1, P9.5). Each node must be in the tree and occur
 * once; seats and votes must be possible; each vote must cover its node and be used at most once. Signatures are checked elsewhere.
 * Never throws.
 */
export function transcriptFault(entries: readonly TranscriptEntry[], treeDepth: number): string | undefined {
  const fault = placeFault(entries, treeDepth);
  if (fault !== undefined) return fault;
  const votes = new Set<string>();
  for (const { node, seat, vote } of entries) {
    if (!covers(vote, node)) return `the vote ${nodeKey(vote)} does not cover node ${nodeKey(node)}`;
    const key = voteKey(seat, vote);
    if (votes.has(key)) return `vote ${key} is used twice`;
    votes.add(key);
  }
  return undefined;
}

const voteKey = (seat: number, vote: VoteScope): string => `${seat}:${nodeKey(vote)}:${vote.slot}`;

/** P9.5: pairs of entries that use the same vote: one pair for each such vote. */
export function votesUsedTwice(
  entries: readonly TranscriptEntry[],
): (readonly [TranscriptEntry, TranscriptEntry])[] {
  const byVote = Map.groupBy(entries, ({ seat, vote }) => voteKey(seat, vote));
  return [...byVote.values()].flatMap(([first, second]) => (second === undefined ? [] : [[first!, second]]));
}

/** Returns why entries cannot be placed in a tree, or undefined. Does not check how they use votes. */
function placeFault(entries: readonly TranscriptEntry[], treeDepth: number): string | undefined {
  const nodes = new Set<string>();
  for (const { node, seat, vote, signature } of entries) {
    if (!isNodeOf(node, treeDepth)) return `node ${nodeKey(node)} is not in a tree of depth ${treeDepth}`;
    if (!isSeat(seat)) return `there is no seat ${seat}`;
    if (!isNodeOf(vote, treeDepth)) return `the vote ${nodeKey(vote)} is not in a tree of depth ${treeDepth}`;
    if (!Number.isInteger(vote.slot) || vote.slot < 0 || vote.slot > 0xffff)
      return `there is no slot ${vote.slot}`;
    if (signature.length !== 64) return `the vote for node ${nodeKey(node)} has no signature of 64 bytes`;
    if (nodes.has(nodeKey(node))) return `node ${nodeKey(node)} stands twice`;
    nodes.add(nodeKey(node));
  }
  return undefined;
}

/** What the entries of a tree may be: a valid transcript, or the faulty one that a proposer committed (P9.5). */
export type TranscriptUse = "transcript" | "evidence";

function transcriptRows(
  entries: readonly TranscriptEntry[],
  treeDepth: number,
  use: TranscriptUse,
): Uint8Array[][] {
  assertTreeDepth(treeDepth);
  const fault = (use === "transcript" ? transcriptFault : placeFault)(entries, treeDepth);
  if (fault !== undefined) throw new TrellisError("TRL-PRO-008", `the transcript is not valid: ${fault}`);
  const leaves = Array.from({ length: nodeCount(treeDepth) + 1 }, () => EMPTY_LEAF);
  for (const entry of entries) leaves[nodeNumber(entry.node)] = transcriptLeaf(entry);
  return merkleRows(leaves, pair);
}

/**
 * P5.2: root over the entries, each at its node's number; a node without an entry is 32 zero bytes.
 * @param use - with "evidence", votes may be misused.
 * @throws TRL-PRO-008 if the entries are not a valid transcript of a tree of this depth; TRL-PRO-003 for a depth outside 1..11.
 */
export function transcriptRoot(
  entries: readonly TranscriptEntry[],
  treeDepth: number,
  use: TranscriptUse = "transcript",
): Uint8Array {
  return transcriptRows(entries, treeDepth, use).at(-1)![0]!;
}

/**
 * The `treeDepth + 1` siblings of a node's entry (or of its empty place).
 * @throws as {@link transcriptRoot}; TRL-PRO-004 for a node outside the tree.
 */
export function transcriptPath(
  entries: readonly TranscriptEntry[],
  treeDepth: number,
  node: TreeNode,
  use: TranscriptUse = "transcript",
): Uint8Array[] {
  const rows = transcriptRows(entries, treeDepth, use);
  return merklePath(rows, isNodeOf(node, treeDepth) ? nodeNumber(node) : -1);
}

/** The root that an entry and its path lead to. */
export function transcriptRootFromPath(entry: TranscriptEntry, path: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(transcriptLeaf(entry), nodeNumber(entry.node), path, pair);
}

/** The seats that a transcript names. */
export function transcriptBitmap(entries: readonly TranscriptEntry[]): ProverBitmap {
  return ProverBitmap.of(entries.map((entry) => entry.seat));
}
