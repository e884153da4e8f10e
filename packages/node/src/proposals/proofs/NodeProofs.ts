import { GOSSIP_LIMITS } from "@trellis/gossip";
import type { NodeProof, Tally } from "@trellis/protocol";
import { nodeKey, type ProverBitmap, type TreeNode } from "@trellis/protocol";
import { isBetterProof } from "@trellis/strategy";

/** A node proof that passed its check, with what its seat words say. */
export interface AcceptedNodeProof {
  readonly message: NodeProof;
  /** Also "valid" if this node made it. */
  readonly verdict: "valid" | "deferred";
  /** R2: seats that proved a node of the subtree as committed. */
  readonly provers: ProverBitmap;
  /** R2: with all entries of the transcript shown. */
  readonly tally: Tally;
  /** Number of {@link provers}. */
  readonly committedProvers: number;
  /** R2: weight of the nodes of the subtree that were proven as committed, in the deployment's units. */
  readonly committedWeight: bigint;
}

/** Most proofs kept of one node, the named prover's included: as many as gossip relays. */
const MAX_PER_NODE = GOSSIP_LIMITS.proofsPerNode;

/** Checked proofs of one block's nodes. */
export class NodeProofs {
  readonly #byNode = new Map<string, readonly AcceptedNodeProof[]>();
  readonly #dropped = new Set<string>();
  /** Nodes of which a proof was dropped. */
  readonly #hasDropped = new Set<string>();

  of(node: TreeNode): readonly AcceptedNodeProof[] {
    return this.#byNode.get(nodeKey(node)) ?? [];
  }

  /**
   * Adds a proof; false if it is not kept. A node keeps one proof of each seat, the best (R2). When its places are full, the worst proof goes: the
   * bound seat's proof is worth most, then a verified one, then what L1 prefers (R2). So a flood of proofs keeps out no better one.
   * @param bound - seat that the transcript binds to the node.
   */
  add(accepted: AcceptedNodeProof, bound: number | undefined): boolean {
    const { node, seat } = accepted.message;
    const all = this.of(node);
    const earlier = all.find(({ message }) => message.seat === seat);
    if (this.isDropped(node, seat)) return false;
    if (earlier !== undefined && !isBetterProof(accepted, earlier)) return false;
    const known = all.filter((other) => other !== earlier);
    let kept = [...known, accepted];
    if (kept.length > MAX_PER_NODE) {
      const worst = kept.reduce((a, b) => (isPreferred(b, a, bound) ? a : b));
      if (worst === accepted) return false;
      kept = kept.filter((other) => other !== worst);
    }
    this.#byNode.set(nodeKey(node), kept);
    return true;
  }

  /** Removes a bad proof for good. */
  drop(bad: AcceptedNodeProof): void {
    this.exclude(bad.message.node, bad.message.seat);
  }

  /** Treats this seat's proofs of the node as missing, for good. */
  exclude(node: TreeNode, seat: number): void {
    this.#dropped.add(`${nodeKey(node)}:${seat}`);
    this.#hasDropped.add(nodeKey(node));
    const others = this.of(node).filter(({ message }) => message.seat !== seat);
    this.#byNode.set(nodeKey(node), others);
  }

  isDropped(node: TreeNode, seat: number): boolean {
    return this.#dropped.has(`${nodeKey(node)}:${seat}`);
  }

  /** Whether a proof of the node was dropped, of whatever seat. */
  hasDropped(node: TreeNode): boolean {
    return this.#hasDropped.has(nodeKey(node));
  }

  /** Removes and returns all proofs. */
  takeAll(): AcceptedNodeProof[] {
    const all = [...this.#byNode.values()].flat();
    this.#byNode.clear();
    this.#dropped.clear();
    this.#hasDropped.clear();
    return all;
  }
}

/** Whether a proof is worth more than one that came earlier. */
function isPreferred(one: AcceptedNodeProof, earlier: AcceptedNodeProof, bound: number | undefined): boolean {
  const [isBound, wasBound] = [one.message.seat === bound, earlier.message.seat === bound];
  if (isBound !== wasBound) return isBound;
  if (one.verdict !== earlier.verdict) return one.verdict === "valid";
  return isBetterProof(one, earlier);
}
