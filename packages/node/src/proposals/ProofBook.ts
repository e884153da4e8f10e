import { type ExecutedBlock, nodeExecution, nodeExecutionSteps } from "@trellis/ledger";
import {
  type BlockOutputs,
  equalBytes,
  fromHex,
  type NodeOutputs,
  type NodeProof,
  nodeKind,
  ROOT_NODE,
  rollupId,
  sameNode,
  type TreeNode,
  toBigInt,
  toHex,
} from "@trellis/protocol";
import type { ProofClaim } from "@trellis/prover";
import type { NodeContext } from "../roles/NodeContext.ts";
import { contributionsOf } from "./contributionTreeOf.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/** Contributions of a subtree as they enter its public outputs. */
type Contributed = Pick<AcceptedNodeProof, "contributionsHash" | "bitmap">;

/** Judges node proofs: public inputs come from this node's own re-execution, never from the sender (P6.3, P6.4). */
export class ProofBook {
  readonly #context: Pick<NodeContext, "chain" | "proposals" | "proofs" | "thread" | "domain">;

  constructor(context: Pick<NodeContext, "chain" | "proposals" | "proofs" | "thread" | "domain">) {
    this.#context = context;
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
   * Checks a proof that came by gossip or was made here, and keeps it where it may be good.
   * "deferred": nothing speaks against it so far: its block is not executed here, its round is over, or it is a leaf's whose proof is
   * shown by the merge above it.
   * @param isOwn - made here: what cannot be checked is known to be true.
   * @throws as the proof system's `verify` and `LedgerThread.run` do; says nothing about the proof then.
   */
  async take(proof: NodeProof, isOwn = false): Promise<"valid" | "invalid" | "deferred"> {
    const { chain, proposals, proofs } = this.#context;
    const known = proposals.get(toHex(proof.proposalId));
    if (known === undefined) return "deferred";
    // The prover set of an ended round is not at hand: no judgement, or honest latecomers would be punished.
    if (!chain.isRunning(known.proposal)) {
      this.#takeLate(known, proof);
      return "deferred";
    }
    if (known.isDropped(proof.node, proof.seat)) return "deferred";
    const { execution } = known;
    if (execution === undefined) {
      known.addEarly(proof);
      return "deferred";
    }
    await this.#hashStates(known, proof, execution);
    // The round is over, or L1 has reorganised meanwhile: to be judged again.
    if (known.execution !== execution || !chain.isRunning(known.proposal)) return this.take(proof, isOwn);
    const same = known
      .proofsOf(proof.node)
      .find(({ message }) => message.seat === proof.seat && equalBytes(message.signature, proof.signature));
    if (same !== undefined) return same.verdict;
    const contributed = contributionsOf(proof, known.proposal.depth);
    const claim = this.#claim(known, proof, contributed);
    let verdict: Awaited<ReturnType<typeof proofs.verify>>;
    try {
      verdict = await proofs.verify(claim);
    } catch (error) {
      // Gossip does not bring it again: it is judged when checks work again.
      known.addEarly(proof);
      throw error;
    }
    if (verdict === "invalid") return "invalid";
    // L1 has reorganised meanwhile: to be judged again.
    if (known.execution !== execution) known.addEarly(proof);
    else known.addProof({ message: proof, verdict: isOwn ? "valid" : verdict, ...contributed });
    return verdict;
  }

  /**
   * Judges the proofs of an executed block that could not be judged when they came; of a block whose round is over, those that L1 took.
   * @throws what a check throws; that proof and those after it are still to be judged then.
   */
  async takeEarly(known: KnownProposal): Promise<void> {
    while (known.execution !== undefined || !this.#context.chain.isRunning(known.proposal)) {
      const proof = known.takeEarly();
      if (proof === undefined) return;
      await this.take(proof);
    }
  }

  /** So that the claim need not hash them in the event loop's turn. @throws as `LedgerThread.run` does; the proof is kept then. */
  async #hashStates(known: KnownProposal, proof: NodeProof, execution: ExecutedBlock): Promise<void> {
    try {
      await this.#context.thread.run(nodeExecutionSteps(execution, proof.node));
    } catch (error) {
      known.addEarly(proof);
      throw error;
    }
  }

  /** P8.3: a claim for pay needs the contributions of the proof that L1 took, which may come late; their hash is proof enough. */
  #takeLate(known: KnownProposal, proof: NodeProof): void {
    const proven = this.#context.chain.proven(known.id);
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
    const { chain, proofs, domain } = this.#context;
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
