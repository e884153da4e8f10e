import { DEFAULT_LIMITS } from "@trellis/gossip";
import { type NodeProof, nodeKey, type ProverBitmap, type TreeNode } from "@trellis/protocol";

/** A node proof that passed its check, with the contributions hash and bitmap of its subtree. */
export interface AcceptedNodeProof {
  readonly message: NodeProof;
  readonly contributionsHash: Uint8Array;
  readonly bitmap: ProverBitmap;
  /** Also "valid" if this node made it. */
  readonly verdict: "valid" | "deferred";
}

/** Most proofs kept of one node, the named prover's included: as many as gossip relays. */
const MAX_PER_NODE = DEFAULT_LIMITS.proofsPerNode;

/** Checked proofs of one block's nodes. */
export class NodeProofs {
  readonly #byNode = new Map<string, readonly AcceptedNodeProof[]>();
  readonly #dropped = new Set<string>();

  of(node: TreeNode): readonly AcceptedNodeProof[] {
    return this.#byNode.get(nodeKey(node)) ?? [];
  }

  /**
   * Adds a proof; false if it is not kept. The named prover's proof always gets a place, and a verified proof replaces an unverified
   * one. So a flood of proofs that cannot be judged yet keeps nobody out.
   */
  add(accepted: AcceptedNodeProof, named: number | undefined): boolean {
    const { node, seat } = accepted.message;
    const known = this.of(node);
    if (this.isDropped(node, seat) || known.some(({ message }) => message.seat === seat)) return false;
    let kept = known;
    if (known.length >= MAX_PER_NODE) {
      const others = known.filter(({ message }) => message.seat !== named);
      const unsure = others.filter(({ verdict }) => verdict === "deferred");
      const victim = seat === named ? (unsure.at(-1) ?? others.at(-1)) : unsure.at(-1);
      if (victim === undefined || (seat !== named && accepted.verdict === "deferred")) return false;
      kept = known.filter((other) => other !== victim);
    }
    this.#byNode.set(nodeKey(node), [...kept, accepted]);
    return true;
  }

  /** Removes a bad proof for good. */
  drop(bad: AcceptedNodeProof): void {
    this.exclude(bad.message.node, bad.message.seat);
  }

  /** Treats this seat's proofs of the node as missing, for good. */
  exclude(node: TreeNode, seat: number): void {
    this.#dropped.add(`${nodeKey(node)}:${seat}`);
    const others = this.of(node).filter(({ message }) => message.seat !== seat);
    this.#byNode.set(nodeKey(node), others);
  }

  isDropped(node: TreeNode, seat: number): boolean {
    return this.#dropped.has(`${nodeKey(node)}:${seat}`);
  }

  /** Removes and returns all proofs. */
  takeAll(): AcceptedNodeProof[] {
    const all = [...this.#byNode.values()].flat();
    this.#byNode.clear();
    this.#dropped.clear();
    return all;
  }
}
