import { type ExecutedBlock, runHashSteps } from "@trellis/ledger";
import {
  type NodeOutputs,
  nodeKind,
  ROOT_NODE,
  type SignedEntry,
  seatWordPath,
  type TreeNode,
} from "@trellis/protocol";
import type { ClaimOf, ProvenChild, ProvingJob, Rules } from "@trellis/prover";
import type { OwnAnswer } from "../../disk/AnswerStore.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import { subtreeStatesSteps } from "../../proposals/subtreeStates.ts";

/** R8: what an answer is made from. The block itself is needed no more. */
export interface AnswerTask {
  readonly node: TreeNode;
  readonly seat: number;
  /** Proves the node for L1; undefined if the proof is at hand. */
  readonly job: ProvingJob | undefined;
  /** The answer, from what the job proves. */
  readonly make: (claim?: ClaimOf<ProvingJob, Rules>) => OwnAnswer;
}

/**
 * R8: the task that answers for a node, while the block is in memory; undefined without the node's inputs, or if the block is not
 * executed here.
 * @param entry - binds an own seat to the node.
 */
export function answerTask(
  book: ProofBook,
  known: KnownProposal,
  entry: SignedEntry,
): AnswerTask | undefined {
  const { node, seat, vote, signature } = entry;
  const { execution } = known;
  const inputs = known.inputsOf(node);
  const jobs = execution === undefined ? undefined : book.jobs(known);
  if (execution === undefined || inputs === undefined || jobs === undefined) return undefined;
  const proposalId = known.reveal!.proposalId;
  const prover = jobs.proverOf({ proposalId, seat, signature, ...vote });
  const at = { node, seat };
  if (nodeKind(node, known.proposal.depth) === "leaf") {
    return { ...at, job: jobs.leaf(node.index, prover), make: maker(known, execution, entry) };
  }
  const [left, right] = inputs.map((input): ProvenChild => {
    const outputs = book.nodeOutputs(known, input.message.node, input);
    return { outputs, proof: input.message.proof };
  }) as [ProvenChild, ProvenChild];
  const words = [left.outputs.seatWordsHash, right.outputs.seatWordsHash] as const;
  const make = maker(known, execution, entry, words);
  if (node.depth > 0) return { ...at, job: jobs.merge(node, left, right, prover), make };
  const own = known.proofsOf(ROOT_NODE).find(({ message }) => message.seat === seat);
  if (own === undefined) return { ...at, job: jobs.root(left, right, prover), make };
  // A block's proof has L1's form already.
  const [a, b] = seatWordPath(own.message.seatWords, ROOT_NODE).children;
  const makeOwn = maker(known, execution, entry, [a!, b!]);
  const claim = { kind: "root", outputs: book.blockOutputs(known, own), proof: own.message.proof } as const;
  return { ...at, job: undefined, make: () => makeOwn(claim) };
}

function maker(
  known: KnownProposal,
  execution: ExecutedBlock,
  { node, seat }: SignedEntry,
  words?: readonly [Uint8Array, Uint8Array],
): AnswerTask["make"] {
  return (claim) => ({
    proposalId: known.id,
    seat,
    outputs: nodeOutputsOf(claim!, execution),
    children: words,
    stateSiblings: stateSiblings(execution, node),
    proof: claim!.proof,
  });
}

/** R8: from a node's states up to the block's root of states. */
function stateSiblings(execution: ExecutedBlock, node: TreeNode): bigint[] {
  return Array.from({ length: node.depth }, (_, level) => {
    const depth = node.depth - level;
    const index = (node.index >> level) ^ 1;
    return runHashSteps(subtreeStatesSteps(execution, { depth, index }));
  });
}

/** What a proof puts out, as the court names it: a root's order commitment stands for its transactions. */
function nodeOutputsOf(claim: ClaimOf<ProvingJob, Rules>, { dataHash }: ExecutedBlock): NodeOutputs {
  if (claim.kind !== "root") return claim.outputs;
  const { orderCommitment, committed: _, dataHash: seatWordsHash, ...common } = claim.outputs;
  return {
    ...common,
    node: ROOT_NODE,
    txsRoot: orderCommitment,
    transactionsHash: dataHash,
    // Neither is part of an answer for a root.
    seatWordsHash,
    committedHash: 0n,
  };
}
