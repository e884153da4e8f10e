import { type ExecutedBlock, nodeExecution, nodeExecutionSteps } from "@trellis/ledger";
import {
  type BlockOutputs,
  equalBytes,
  fromHex,
  type NodeOutputs,
  type NodeProof,
  nodeKind,
  ROOT_NODE,
  type RollupDomain,
  rollupId,
  sameNode,
  type TreeNode,
  toBigInt,
  toHex,
} from "@trellis/protocol";
import type { ProofClaim, ProofSystem } from "@trellis/prover";
import type { Chain } from "../chain/Chain.ts";
import type { LedgerThread } from "../transactions/LedgerThread.ts";
import { contributionsOf } from "./contributionTreeOf.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import type { KnownProposals } from "./KnownProposals.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/** Contributions of a subtree, in the form its public outputs use. */
type Contributed = Pick<AcceptedNodeProof, "contributionsHash" | "bitmap">;

/** A verdict, and the execution that the public inputs came from. */
interface Judgement {
  readonly execution: ExecutedBlock;
  readonly verdict: "valid" | "invalid" | "deferred";
  readonly contributed: Contributed;
}

export interface ProofBookComponents {
  readonly chain: Chain;
  readonly proposals: KnownProposals;
  readonly proofs: Pick<ProofSystem, "verify" | "vkSetHash">;
  readonly thread: Pick<LedgerThread, "run">;
  readonly domain: RollupDomain;
}

/** Judges and keeps node proofs. Public inputs come from this node's own execution, never from the sender (P6.3, P6.4). */
export class ProofBook {
  readonly #components: ProofBookComponents;
  /** Verdicts on messages that are still in memory, so that each proof is checked only once. */
  readonly #judgements = new WeakMap<NodeProof, Judgement>();

  constructor(components: ProofBookComponents) {
    this.#components = components;
  }

  /** Public outputs of a leaf or merge of an executed block. */
  nodeOutputs(known: KnownProposal, node: TreeNode, contributed: Contributed): NodeOutputs {
    const { txsRoot, ...rest } = this.#common(known, node, contributed);
    return { ...rest, node, txsRoot };
  }

  /** Public outputs of the block proof of an executed block. */
  blockOutputs(known: KnownProposal, contributed: Contributed): BlockOutputs {
    const { txsRoot: _, ...rest } = this.#common(known, ROOT_NODE, contributed);
    return { ...rest, orderCommitment: toBigInt(known.proposal.orderCommitment) };
  }

  /**
   * Checks a proof. Keeps only the verdict, which {@link keep} needs.
   * @returns "deferred" if the proof cannot be judged here: its block is not executed here, its round is over, or it is a leaf proof,
   * which the merge above it verifies.
   * @throws as the proof system's `verify` and `LedgerThread.run` do. Such an error says nothing about the proof.
   */
  async judge(proof: NodeProof): Promise<"valid" | "invalid" | "deferred"> {
    const { chain, proposals, proofs, thread } = this.#components;
    const known = proposals.get(toHex(proof.proposalId));
    const execution = known?.execution;
    // The prover set of an ended round is not known. Judging by another set would punish honest peers that are late.
    if (known === undefined || execution === undefined || !chain.isRunning(known.proposal)) return "deferred";
    if (known.isDropped(proof.node, proof.seat)) return "deferred";
    // Hashed off the event loop, because the claim needs them.
    await thread.run(nodeExecutionSteps(execution, proof.node));
    const isCurrent = (): boolean => known.execution === execution && chain.isRunning(known.proposal);
    // Meanwhile the round ended or L1 reorganised.
    if (!isCurrent()) return this.judge(proof);
    const same = known
      .proofsOf(proof.node)
      .find(({ message }) => message.seat === proof.seat && equalBytes(message.signature, proof.signature));
    if (same !== undefined) {
      this.#judgements.set(proof, { execution, verdict: same.verdict, contributed: same });
      return same.verdict;
    }
    const contributed = contributionsOf(proof, known.proposal.depth);
    const verdict = await proofs.verify(this.#claim(known, proof, contributed));
    if (!isCurrent()) return "deferred";
    this.#judgements.set(proof, { execution, verdict, contributed });
    return verdict;
  }

  /**
   * Keeps a proof that {@link judge} has not found invalid. A proof that could not be judged waits until its block is executed. From an
   * ended round only the proof that L1 accepted is kept.
   * @param isOwn - whether this node made the proof: then it is valid even if it cannot be checked here.
   */
  keep(proof: NodeProof, isOwn = false): void {
    const { chain, proposals } = this.#components;
    const known = proposals.get(toHex(proof.proposalId));
    if (known === undefined) return;
    if (!chain.isRunning(known.proposal)) {
      this.#keepLate(known, proof);
      return;
    }
    if (known.isDropped(proof.node, proof.seat)) return;
    const judged = this.#judgements.get(proof);
    if (judged === undefined || judged.execution !== known.execution) {
      known.addEarly(proof);
      return;
    }
    const { verdict, contributed } = judged;
    if (verdict === "invalid") return;
    known.addProof({
      message: proof,
      verdict: isOwn ? "valid" : verdict,
      contributionsHash: contributed.contributionsHash,
      bitmap: contributed.bitmap,
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
   * Judges the early proofs of an executed block. If the block's round is over, it keeps only those that L1 accepted.
   * @throws what a check throws. That proof and the ones after it stay early proofs.
   */
  async takeEarly(known: KnownProposal): Promise<void> {
    while (known.execution !== undefined || !this.#components.chain.isRunning(known.proposal)) {
      const proof = known.takeEarly();
      if (proof === undefined) return;
      await this.take(proof);
    }
  }

  /** P8.3: a claim for pay needs the contributions of the accepted proof, which may come late. Their hash shows that they are right. */
  #keepLate(known: KnownProposal, proof: NodeProof): void {
    const proven = this.#components.chain.proven(known.id);
    if (proven === undefined || !sameNode(proof.node, ROOT_NODE)) return;
    const contributed = contributionsOf(proof, known.proposal.depth);
    if (toHex(contributed.contributionsHash) !== proven.contributionsHash) return;
    known.addProof({ message: proof, verdict: "valid", ...contributed });
  }

  #claim(known: KnownProposal, proof: NodeProof, contributed: Contributed): ProofClaim {
    const kind = nodeKind(proof.node, known.proposal.depth);
    return kind === "root" && sameNode(proof.node, ROOT_NODE)
      ? { kind: "root", outputs: this.blockOutputs(known, contributed), proof: proof.proof }
      : {
          kind: kind === "leaf" ? "leaf" : "merge",
          outputs: this.nodeOutputs(known, proof.node, contributed),
          proof: proof.proof,
        };
  }

  #common(known: KnownProposal, node: TreeNode, contributed: Contributed) {
    const { chain, proofs, domain } = this.#components;
    const execution = nodeExecution(known.execution!, node);
    return {
      vkSetHash: proofs.vkSetHash,
      rollupId: rollupId(domain),
      proposalId: fromHex(known.id),
      treeDepth: known.proposal.depth,
      stateBefore: execution.stateBefore,
      stateAfter: execution.stateAfter,
      txsRoot: execution.txsRoot,
      dataHash: execution.dataHash,
      contributionsHash: contributed.contributionsHash,
      fees: execution.fees,
      messagesBefore: execution.messagesBefore,
      messagesAfter: execution.messagesAfter,
      proverSetRoot: chain.proverSetRoot,
      proverBitmap: contributed.bitmap,
    };
  }
}
