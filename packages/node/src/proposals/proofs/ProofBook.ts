import { type ExecutedBlock, nodeExecution, nodeExecutionSteps, runHashSteps } from "@trellis/ledger";
import {
  type BlockOutputs,
  committedBitmapHash,
  encodeTally,
  equalBytes,
  fromHex,
  judgeSubtree,
  type NodeOutputs,
  type NodeProof,
  type NodeProver,
  nodeKind,
  type ProverBitmap,
  ROOT_NODE,
  type RollupDomain,
  rollupId,
  type SubtreeProvers,
  sameNode,
  sha256,
  subtree,
  subtreeProvers,
  subtreeWordsHash,
  type TreeNode,
  TrellisError,
  toBigInt,
  toHex,
  weightOf,
} from "@trellis/protocol";
import type { ProofClaim, ProofSystem } from "@trellis/prover";
import { BlockJobs, type ExpectedBlock, type Rules } from "@trellis/prover";
import type { Chain } from "../../chain/Chain.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import { isProvable } from "../isProvable.ts";
import type { KnownProposal } from "../KnownProposal.ts";
import type { KnownProposals } from "../KnownProposals.ts";
import { subtreeStatesSteps } from "../subtreeStates.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/** What a proof says about its provers. */
type Proven = Pick<AcceptedNodeProof, "provers" | "tally"> & {
  readonly message: Pick<NodeProof, "seatWords">;
};

/** A verdict, and the execution that the public inputs came from. */
interface Judgement {
  readonly execution: ExecutedBlock;
  readonly verdict: "valid" | "invalid" | "deferred";
  readonly proven: Pick<AcceptedNodeProof, "provers" | "tally">;
}

export interface ProofBookComponents {
  readonly chain: Chain;
  readonly proposals: KnownProposals;
  readonly proofs: Pick<ProofSystem<Rules>, "verify" | "vkSetHash">;
  readonly thread: Pick<LedgerThread, "runInOrder">;
  readonly domain: RollupDomain;
}

/**
 * Judges and keeps node proofs. What a proof must say comes from this node's own execution, from L1's commitment and from the proof's
 * seat words, never from the sender (P6.3, P6.4).
 */
export class ProofBook {
  readonly #components: ProofBookComponents;
  /** Verdicts on messages that are still in memory, so that each proof is checked only once. */
  readonly #judgements = new WeakMap<NodeProof, Judgement>();
  readonly #jobs = new WeakMap<ExecutedBlock, BlockJobs>();
  readonly #committedHashes = new WeakMap<ProverBitmap, bigint>();

  constructor(components: ProofBookComponents) {
    this.#components = components;
  }

  /** What all proofs of a block have in common. The block is committed and executed here. */
  expectedBlock(known: KnownProposal): ExpectedBlock {
    const { chain, proofs, domain } = this.#components;
    return {
      vkSetHash: proofs.vkSetHash,
      executed: known.execution!,
      block: {
        rollupId: rollupId(domain),
        proposalId: fromHex(known.id),
        treeDepth: known.proposal.depth,
        proverSetRoot: chain.roundOfCommitment(known.id)!.proverSetRoot,
        transcriptRoot: BigInt(chain.commitment(known.id)!.transcriptRoot),
        committedHash: this.#committedHash(known.committed!),
      },
    };
  }

  /** Public outputs of a proof of a node of an executed block. For the root: what its node says, not its block. */
  nodeOutputs(known: KnownProposal, node: TreeNode, { message, provers, tally }: Proven): NodeOutputs {
    const { block, executed, vkSetHash } = this.expectedBlock(known);
    const { dataHash, ...execution } = nodeExecution(executed, node);
    return {
      vkSetHash,
      ...block,
      ...execution,
      transactionsHash: dataHash,
      seatWordsHash: subtreeWordsHash(message.seatWords),
      statesRoot: runHashSteps(subtreeStatesSteps(executed, node)),
      tally: encodeTally(tally),
      provers,
    };
  }

  /** Public outputs of the block proof of an executed block. */
  blockOutputs(known: KnownProposal, proven: Proven): BlockOutputs {
    const { node, txsRoot, transactionsHash, seatWordsHash, committedHash, ...common } = this.nodeOutputs(
      known,
      ROOT_NODE,
      proven,
    );
    return {
      ...common,
      orderCommitment: toBigInt(known.proposal.orderCommitment),
      dataHash: sha256(transactionsHash, seatWordsHash),
      committed: known.committed!,
    };
  }

  /** The jobs of a revealed block's nodes; undefined while it cannot be proven here. */
  jobs(known: KnownProposal): BlockJobs | undefined {
    const { chain, domain } = this.#components;
    const { execution: executed, transcript, reveal, committed } = known;
    const round = chain.roundOfCommitment(known.id);
    const seats = round && chain.seats.tree(round.proverSetRoot);
    if (executed === undefined || transcript === undefined || reveal === undefined) return undefined;
    if (seats === undefined || committed === undefined) return undefined;
    const made = this.#jobs.get(executed);
    if (made?.block.transcriptRoot === transcript.root() && made.block.proverSetRoot === seats.root())
      return made;
    const proposalId = fromHex(known.id);
    const { secret } = reveal;
    const jobs = new BlockJobs({ domain, proposalId, executed, seats, transcript, committed, secret });
    this.#jobs.set(executed, jobs);
    return jobs;
  }

  /**
   * Checks a proof. Keeps only the verdict, which {@link keep} needs.
   * @returns "deferred" if the proof cannot be judged here: its block is not executed or its transcript not known here, L1 takes no proof
   * of it any more, or it is a leaf proof, which the merge above it verifies.
   * @throws as the proof system's `verify` and `LedgerThread.runInOrder` do. Such an error says nothing about the proof.
   */
  async judge(proof: NodeProof): Promise<"valid" | "invalid" | "deferred"> {
    const { proposals, proofs, thread } = this.#components;
    const known = proposals.get(toHex(proof.proposalId));
    if (known === undefined || !this.#canJudge(known)) return "deferred";
    if (known.isDropped(proof.node, proof.seat)) return "deferred";
    const { execution, transcript } = known;
    // Hashed off the event loop, because the claim needs them.
    await thread.runInOrder(nodeExecutionSteps(execution, proof.node));
    await thread.runInOrder(subtreeStatesSteps(execution, proof.node));
    const isCurrent = (): boolean =>
      known.execution === execution && known.transcript === transcript && this.#canJudge(known);
    // Meanwhile the window ended or L1 reorganised.
    if (!isCurrent()) return this.judge(proof);
    const same = known
      .proofsOf(proof.node)
      .find(({ message }) => message.seat === proof.seat && equalBytes(message.signature, proof.signature));
    if (same !== undefined) {
      this.#judgements.set(proof, { execution, verdict: same.verdict, proven: same });
      return same.verdict;
    }
    if (!areWordsTrue(proof, known)) return "invalid";
    const { depth } = known.proposal;
    const proven = judgeSubtree(proof.seatWords, proof.node, depth, transcript, known.committed);
    const verdict = await proofs.verify(this.#claim(known, proof, proven));
    if (!isCurrent()) return "deferred";
    this.#judgements.set(proof, { execution, verdict, proven });
    return verdict;
  }

  /**
   * Keeps a proof that {@link judge} has not found invalid. A proof that could not be judged waits until its block is executed. Once L1
   * takes no proof of the block any more, nothing is kept.
   * @param isOwn - whether this node made the proof: then it is valid even if it cannot be checked here.
   */
  keep(proof: NodeProof, isOwn = false): void {
    const { chain, proposals } = this.#components;
    const known = proposals.get(toHex(proof.proposalId));
    if (known === undefined || !isProvable(chain, known.id, known.proposal)) return;
    if (known.isDropped(proof.node, proof.seat)) return;
    const judged = this.#judgements.get(proof);
    if (judged === undefined || judged.execution !== known.execution) {
      known.addEarly(proof);
      return;
    }
    const { verdict, proven } = judged;
    if (verdict === "invalid") return;
    const { provers, tally } = proven;
    const { leafWeight: leaf, mergeWeight: merge, rootWeight: root } = chain.settings;
    const weights = { leaf: BigInt(leaf), merge: BigInt(merge), root: BigInt(root) };
    known.addProof({
      message: proof,
      verdict: isOwn ? "valid" : verdict,
      provers,
      tally,
      committedProvers: provers.count(),
      committedWeight: weightOf(tally.committed, weights),
    });
  }

  /**
   * Judges a proof, and keeps it unless it is invalid.
   * @param isOwn - as in {@link keep}.
   * @throws as {@link judge} does. The proof is kept, to be judged when checks work again.
   */
  async take(proof: NodeProof, isOwn = false): Promise<"valid" | "invalid" | "deferred"> {
    let verdict: Awaited<ReturnType<typeof this.judge>>;
    try {
      verdict = await this.judge(proof);
    } catch (error) {
      this.keep(proof);
      throw error;
    }
    if (verdict !== "invalid") this.keep(proof, isOwn);
    return verdict;
  }

  /**
   * Judges the early proofs of an executed block.
   * @throws what a check throws. That proof and the ones after it stay early proofs.
   */
  async takeEarly(known: KnownProposal): Promise<void> {
    while (this.#canJudge(known)) {
      const proof = known.takeEarly();
      if (proof === undefined) return;
      await this.take(proof);
    }
  }

  #committedHash(committed: ProverBitmap): bigint {
    const known = this.#committedHashes.get(committed) ?? committedBitmapHash(committed);
    this.#committedHashes.set(committed, known);
    return known;
  }

  #canJudge(
    known: KnownProposal,
  ): known is KnownProposal &
    Required<{ [Key in "execution" | "transcript" | "committed"]: NonNullable<KnownProposal[Key]> }> {
    return (
      known.execution !== undefined &&
      known.transcript !== undefined &&
      isProvable(this.#components.chain, known.id, known.proposal)
    );
  }

  #claim(
    known: KnownProposal,
    { node, seatWords, proof }: NodeProof,
    said: SubtreeProvers,
  ): ProofClaim<Rules> {
    const proven: Proven = { message: { seatWords }, provers: said.provers, tally: said.tally };
    if (sameNode(node, ROOT_NODE)) return { kind: "root", outputs: this.blockOutputs(known, proven), proof };
    const kind = nodeKind(node, known.proposal.depth) === "leaf" ? "leaf" : "merge";
    return { kind, outputs: this.nodeOutputs(known, node, proven), proof };
  }
}

/**
 * R1, R2: whether there is one seat word for each node of the subtree, the own one first, and none contradicts the transcript: a node is
 * proven either by the vote by which the transcript binds its seat (bit 15), or by a rescue vote of any seat.
 */
function areWordsTrue({ node, seat, seatWords }: NodeProof, known: KnownProposal): boolean {
  const { depth } = known.proposal;
  let provers: NodeProver[];
  try {
    provers = subtreeProvers(seatWords, node, depth);
  } catch (error) {
    if (error instanceof TrellisError) return false;
    throw error;
  }
  if (provers[0]?.seat !== seat) return false;
  return subtree(node, depth).every((at, i) => {
    const { seat: prover, isCommitted } = provers[i]!;
    return !isCommitted || known.bound(at)?.seat === prover;
  });
}
