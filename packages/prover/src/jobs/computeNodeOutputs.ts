import { poseidon2Hash } from "@trellis/field";
import {
  type BlockOutputs,
  committedBitmapHash,
  encodeSeatWord,
  encodeTally,
  innerWordHash,
  isNodeOf,
  joinStates,
  leafStates,
  leafWordHash,
  type NodeKind,
  type NodeOutputs,
  ProverBitmap,
  sha256,
  type TreeNode,
  toBigInt,
  toBytes,
} from "@trellis/protocol";
import { checkProver, type NodeContribution } from "../systems/checkProver.ts";
import { badWitness } from "../witness/badWitness.ts";
import {
  parentOf,
  requireMeeting,
  requireSameBlock,
  requireSecret,
  requireTreeDepth,
} from "../witness/joinChecks.ts";
import { type LeafEnd, type LeafStart, replayLeaf } from "../witness/replayLeaf.ts";
import type { LeafJob, MergeJob, ProvingJob, RootJob } from "./ProvingJob.ts";

/** The public outputs of a job: a block's for a root, otherwise a node's. */
export type OutputsOf<Job extends ProvingJob> = Job extends RootJob ? BlockOutputs : NodeOutputs;

/**
 * P6.3, R1, R2, R8: computes the circuit's outputs for a job, and performs all its checks but one: the proof system verifies the
 * children's proofs. Pure.
 *
 * @param vkSetHash - of the proof system that proves it
 * @param end - what {@link replayLeaf} makes of {@link leafStartOf} the job, if a leaf has been replayed already
 * @throws TRL-PRV-150 if the circuit would refuse the job.
 */
export function computeNodeOutputs<Job extends ProvingJob>(
  job: Job,
  vkSetHash: bigint,
  end?: LeafEnd,
): OutputsOf<Job> {
  return outputs(job, vkSetHash, end) as OutputsOf<Job>;
}

/** A leaf as its replay needs it. */
export function leafStartOf({ block, leaf }: LeafJob): LeafStart {
  return {
    rollupId: block.rollupId,
    stateBefore: leaf.stateBefore,
    accountsRoot: leaf.accountsBefore,
    reserves: leaf.reservesBefore,
    messagesBefore: leaf.messagesBefore,
    transactions: leaf.witnesses(),
  };
}

/** R2: what a node adds to the tally. */
export function ownTally(kind: NodeKind, { isCommitted, isVacant }: Omit<NodeContribution, "seat">): bigint {
  const none = { leaf: 0, merge: 0, root: 0 };
  return encodeTally({
    committed: { ...none, [kind]: isCommitted ? 1 : 0 },
    vacant: { ...none, [kind]: isVacant ? 1 : 0 },
  });
}

/** R1: a node's seat word, in bytes. */
export function seatWordOf(contribution: NodeContribution): Uint8Array {
  return toBytes(encodeSeatWord(contribution), 2);
}

/** R2: the seat that a node adds to the bitmap: rescuers are not counted. */
export function committedSeat({ seat, isCommitted }: NodeContribution): ProverBitmap {
  return ProverBitmap.of(isCommitted && seat !== null ? [seat] : []);
}

function outputs(job: ProvingJob, vkSetHash: bigint, end: LeafEnd | undefined): NodeOutputs | BlockOutputs {
  if (job.kind === "leaf") return leafOutputs(job, vkSetHash, end);
  const joined = join(job, vkSetHash);
  if (job.kind === "merge") {
    if (joined.node.depth < 1) throw badWitness("P6.3: a merge is never the root");
    return joined;
  }
  if (joined.node.depth !== 0) throw badWitness("P6.3: the root's children are at depth 1");
  requireSecret(job.secret);
  if (committedBitmapHash(job.committed) !== joined.committedHash) {
    throw badWitness("R2: not the committed bitmap of the nodes");
  }
  return blockOf(joined, toBigInt(job.secret), job.committed);
}

/** P7.1: what a root says about the block, from what its node says. */
export function blockOf(
  { node: _node, txsRoot, transactionsHash, seatWordsHash, committedHash: _hash, ...common }: NodeOutputs,
  secret: bigint,
  committed: ProverBitmap,
): BlockOutputs {
  return {
    ...common,
    orderCommitment: poseidon2Hash([secret, txsRoot]),
    dataHash: sha256(transactionsHash, seatWordsHash),
    committed,
  };
}

function leafOutputs(job: LeafJob, vkSetHash: bigint, replayed: LeafEnd | undefined): NodeOutputs {
  const { block, leaf } = job;
  requireTreeDepth(block.treeDepth);
  const node: TreeNode = { depth: block.treeDepth, index: leaf.index };
  if (!isNodeOf(node, block.treeDepth)) {
    throw badWitness("P6.3: node index outside its row", { index: leaf.index });
  }
  if (leaf.rollupId !== block.rollupId) throw badWitness("P6.4: the leaf was executed for another rollup");
  const { stateBefore, messagesBefore } = leaf;
  const contribution = checkProver(block, node, job);
  const { dataHash, ...end } = replayed ?? replayLeaf(leafStartOf(job));
  return {
    vkSetHash,
    ...block,
    node,
    stateBefore,
    messagesBefore,
    ...end,
    transactionsHash: dataHash,
    seatWordsHash: leafWordHash(seatWordOf(contribution)),
    statesRoot: leafStates(stateBefore, end.stateAfter),
    tally: ownTally("leaf", contribution),
    provers: committedSeat(contribution),
  };
}

function join(job: MergeJob | RootJob, vkSetHash: bigint): NodeOutputs {
  const l = job.left.outputs;
  const r = job.right.outputs;
  requireSameBlock(l, r, vkSetHash);
  if (l.proverSetRoot !== r.proverSetRoot) throw badWitness("P2.3: children of different prover sets");
  if (l.transcriptRoot !== r.transcriptRoot) throw badWitness("R2: children of different transcripts");
  if (l.committedHash !== r.committedHash) throw badWitness("R2: children of different committed bitmaps");
  const node = parentOf(l, r);
  const own = checkProver(l, node, job);
  requireMeeting(l, r);
  return joinOutputs(l, r, node, own);
}

/** What two children that fit together and their parent's prover make of the parent. */
export function joinOutputs(
  l: NodeOutputs,
  r: NodeOutputs,
  node: TreeNode,
  own: NodeContribution,
): NodeOutputs {
  return {
    ...l,
    node,
    stateAfter: r.stateAfter,
    txsRoot: poseidon2Hash([l.txsRoot, r.txsRoot]),
    transactionsHash: sha256(l.transactionsHash, r.transactionsHash),
    seatWordsHash: innerWordHash(l.seatWordsHash, r.seatWordsHash, seatWordOf(own)),
    fees: l.fees + r.fees,
    messagesAfter: r.messagesAfter,
    statesRoot: joinStates(l.statesRoot, r.statesRoot),
    tally: l.tally + r.tally + ownTally(node.depth === 0 ? "root" : "merge", own),
    provers: l.provers.or(r.provers).or(committedSeat(own)),
  };
}
