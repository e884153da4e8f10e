import { poseidon2Hash } from "@trellis/field";
import {
  type BlockOutputs,
  contributionsBitmap,
  equalBytes,
  innerContributionsHash,
  isNodeOf,
  leafContributionsHash,
  type NodeOutputs,
  sha256,
  type TreeNode,
  toBigInt,
} from "@trellis/protocol";
import type { LeafJob, MergeJob, ProvingJob, RootJob } from "../systems/ProvingJob.ts";
import { badWitness } from "./badWitness.ts";
import { checkProverVote } from "./checkProverVote.ts";
import { parentOf, requireMeeting, requireSameBlock, requireSecret, requireTreeDepth } from "./joinChecks.ts";
import { replayLeaf } from "./replayLeaf.ts";

/** The public outputs of a job: a block's for a root, otherwise a node's. */
export type OutputsOf<Job extends ProvingJob> = Job extends RootJob ? BlockOutputs : NodeOutputs;

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
  requireSecret(job.secret);
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
  requireSameBlock(l, r, vkSetHash);
  if (!equalBytes(l.proverSetRoot, r.proverSetRoot))
    throw badWitness("P2.3: children of different prover sets");
  const node = parentOf(l, r);
  const own = checkProverVote(l, node, prover);
  requireMeeting(l, r);
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
    fees: l.fees + r.fees,
    messagesBefore: l.messagesBefore,
    messagesAfter: r.messagesAfter,
    proverSetRoot: l.proverSetRoot,
    proverBitmap: l.proverBitmap.or(r.proverBitmap).or(contributionsBitmap([own])),
  };
}
