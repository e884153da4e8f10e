import { nodeExecution } from "@trellis/ledger";
import {
  type BlockOutputs,
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
import { type AcceptedNodeProof, type BlockRecord, contributionsOf } from "./BlockRecord.ts";
import type { NodeContext } from "./NodeContext.ts";

/** Contributions of a subtree as they enter its public outputs. */
type Contributed = Pick<AcceptedNodeProof, "contributionsHash" | "bitmap">;

/** Judges node proofs: public inputs come from this node's own re-execution, never from the sender (P6.3, P6.4). */
export class ProofBook {
  readonly #context: Pick<NodeContext, "chain" | "records" | "proofs" | "domain">;

  constructor(context: Pick<NodeContext, "chain" | "records" | "proofs" | "domain">) {
    this.#context = context;
  }

  /** Public outputs of a leaf or merge of an executed block. */
  nodeOutputs(record: BlockRecord, node: TreeNode, contributed: Contributed): NodeOutputs {
    const { txsRoot, ...rest } = this.#common(record, node, contributed);
    return { ...rest, node, txsRoot };
  }

  /** Public outputs of the block proof of an executed block. */
  blockOutputs(record: BlockRecord, contributed: Contributed): BlockOutputs {
    const { txsRoot: _, ...rest } = this.#common(record, ROOT_NODE, contributed);
    return { ...rest, orderCommitment: toBigInt(record.proposal.orderCommitment) };
  }

  /**
   * Checks a proof that came by gossip or was made here, and keeps it where it may be good.
   * "deferred": nothing speaks against it so far; a leaf's proof is shown by the merge above it.
   */
  async take(proof: NodeProof): Promise<"valid" | "invalid" | "deferred"> {
    const record = this.#context.records.get(toHex(proof.proposalId));
    if (record === undefined) return "deferred";
    if (record.execution === undefined) {
      record.addEarly(proof);
      return "deferred";
    }
    const contributed = contributionsOf(proof, record.proposal.depth);
    const verdict = await this.#context.proofs.verify(this.#claim(record, proof, contributed));
    if (verdict !== "invalid") record.addProof({ message: proof, verdict, ...contributed });
    return verdict;
  }

  /** Judges the proofs that came before the block was executed. */
  async takeEarly(record: BlockRecord): Promise<void> {
    for (const proof of record.takeEarly()) await this.take(proof);
  }

  #claim(record: BlockRecord, proof: NodeProof, contributed: Contributed): ProofClaim {
    const kind = nodeKind(proof.node, record.proposal.depth);
    return kind === "root" && sameNode(proof.node, ROOT_NODE)
      ? { kind: "root", outputs: this.blockOutputs(record, contributed), proof: proof.proof }
      : {
          kind: kind === "leaf" ? "leaf" : "merge",
          outputs: this.nodeOutputs(record, proof.node, contributed),
          proof: proof.proof,
        };
  }

  #common(record: BlockRecord, node: TreeNode, contributed: Contributed) {
    const { chain, proofs, domain } = this.#context;
    const execution = nodeExecution(record.execution!, node);
    return {
      vkSetHash: proofs.vkSetHash,
      rollupId: rollupId(domain),
      proposalId: fromHex(record.id),
      treeDepth: record.proposal.depth,
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
