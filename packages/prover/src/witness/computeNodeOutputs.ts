import { poseidon2Hash } from "@trellis/field";
import {
  type BlockOutputs,
  contributionsBitmap,
  equalBytes,
  FIELD_MODULUS,
  innerContributionsHash,
  isNodeOf,
  leafContributionsHash,
  MAX_DEPTH,
  type NodeOutputs,
  sha256,
  type TreeNode,
  toBigInt,
} from "@trellis/protocol";
import type { LeafJob, MergeJob, ProvingJob, RootJob } from "../systems/ProvingJob.ts";
import { badWitness } from "./badWitness.ts";
import { checkProverVote } from "./checkProverVote.ts";
import { replayLeaf } from "./replayLeaf.ts";

/** The public outputs of a job: a block's for a root, otherwise a node's. */
export type OutputsOf<Job extends ProvingJob> = Job extends RootJob ? BlockOutputs : NodeOutputs;

const MAX_FEES = (1n << 128n) - 1n;

/**
 * P6.3, P6.4: computes the circuit's outputs for a job, and performs all its checks but one: the proof system verifies the children's
 * proofs. Pure.
 *
 * @param vkSetHash - of the proof system that proves it
 * @throws TRL-PRV-150 if the circuit would refuse the job.
 */
export function computeNodeOutputs<Job extends ProvingJob>(job: Job, vkSetHash: bigint): OutputsOf<Job> {
  return outputs(job, vkSetHash) as OutputsOf<Job>;
}

function outputs(job: ProvingJob, vkSetHash: bigint): NodeOutputs | BlockOutputs {
  if (job.kind === "leaf") return leafOutputs(job, vkSetHash);
  const joined = join(job, vkSetHash);
  if (job.kind === "merge") {
    if (joined.node.depth < 1) throw badWitness("P6.3: a merge is never the root");
    return joined;
  }
  if (joined.node.depth !== 0) throw badWitness("P6.3: the root's children are at depth 1");
  if (job.secret.length !== 32 || toBigInt(job.secret) >= FIELD_MODULUS) {
    throw badWitness("P4.1: the secret is not a field element of 32 bytes");
  }
  const { node: _node, txsRoot, ...common } = joined;
  return { ...common, orderCommitment: poseidon2Hash([toBigInt(job.secret), txsRoot]) };
}

function leafOutputs({ block, leaf, prover }: LeafJob, vkSetHash: bigint): NodeOutputs {
  const { treeDepth } = block;
  requireTreeDepth(treeDepth);
  const node: TreeNode = { depth: treeDepth, index: leaf.index };
  if (!isNodeOf(node, treeDepth)) throw badWitness("P6.3: node index outside its row", { index: leaf.index });
  if (leaf.rollupId !== block.rollupId) throw badWitness("P6.4: the leaf was executed for another rollup");
  const { stateBefore, messagesBefore } = leaf;
  const contribution = checkProverVote(block, node, prover);
  const end = replayLeaf({
    rollupId: block.rollupId,
    stateBefore,
    accountsRoot: leaf.accountsBefore,
    reserves: leaf.reservesBefore,
    messagesBefore,
    transactions: leaf.witnesses(),
  });
  return {
    vkSetHash,
    rollupId: block.rollupId,
    proposalId: block.proposalId,
    treeDepth,
    node,
    stateBefore,
    messagesBefore,
    ...end,
    contributionsHash: leafContributionsHash(contribution),
    proverSetRoot: block.proverSetRoot,
    proverBitmap: contributionsBitmap([contribution]),
  };
}

function join({ left, right, prover }: MergeJob | RootJob, vkSetHash: bigint): NodeOutputs {
  const l = left.outputs;
  const r = right.outputs;
  if (l.vkSetHash !== r.vkSetHash) throw badWitness("P6.4: children of different key sets");
  if (l.rollupId !== r.rollupId) throw badWitness("P6.4: children of different rollups");
  if (!equalBytes(l.proposalId, r.proposalId)) throw badWitness("P6.3: children of different proposals");
  if (l.treeDepth !== r.treeDepth) throw badWitness("P4.1: children of different tree depths");
  if (!equalBytes(l.proverSetRoot, r.proverSetRoot))
    throw badWitness("P2.3: children of different prover sets");
  const node = parentOf(l, r);
  if (l.vkSetHash !== vkSetHash) throw badWitness("P6.4: keys are not of the key set");
  const own = checkProverVote(l, node, prover);
  if (l.stateAfter !== r.stateBefore) throw badWitness("P6.4: states of the children do not meet");
  if (!equalBytes(l.messagesAfter, r.messagesBefore))
    throw badWitness("P6.4: messages of the children do not meet");
  const fees = l.fees + r.fees;
  if (fees > MAX_FEES) throw badWitness("P6.4: fees of the children overflow");
  return {
    vkSetHash,
    rollupId: l.rollupId,
    proposalId: l.proposalId,
    treeDepth: l.treeDepth,
    node,
    stateBefore: l.stateBefore,
    stateAfter: r.stateAfter,
    txsRoot: poseidon2Hash([l.txsRoot, r.txsRoot]),
    dataHash: sha256(l.dataHash, r.dataHash),
    contributionsHash: innerContributionsHash(l.contributionsHash, r.contributionsHash, own),
    fees,
    messagesBefore: l.messagesBefore,
    messagesAfter: r.messagesAfter,
    proverSetRoot: l.proverSetRoot,
    proverBitmap: l.proverBitmap.or(r.proverBitmap).or(contributionsBitmap([own])),
  };
}

/** P6.3: the node whose children are (k+1, 2i) and (k+1, 2i+1). */
function parentOf(left: NodeOutputs, right: NodeOutputs): TreeNode {
  requireTreeDepth(left.treeDepth);
  if (left.node.depth > left.treeDepth) throw badWitness("P6.3: child deeper than the tree");
  if (left.node.depth !== right.node.depth) throw badWitness("P6.3: children of different depths");
  if (left.node.depth < 1 || !isNodeOf(left.node, left.treeDepth)) {
    throw badWitness("P6.3: node index outside its row", { index: left.node.index });
  }
  if (left.node.index % 2 !== 0) throw badWitness("P6.3: left child has an odd index");
  if (right.node.index !== left.node.index + 1)
    throw badWitness("P6.3: right child is not the left one's sibling");
  return { depth: left.node.depth - 1, index: left.node.index / 2 };
}

function requireTreeDepth(depth: number): void {
  if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH) {
    throw badWitness(`P4.1: tree depth outside 1..${MAX_DEPTH}`, { depth });
  }
}
