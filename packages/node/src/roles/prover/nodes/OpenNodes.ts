import { children, nodeNumber, type SignedEntry, type TreeNode } from "@trellis/protocol";
import type { InputTimes } from "@trellis/strategy";
import type { ProofWants } from "../../../fetching/ProofFetcher.ts";
import type { KnownProposal } from "../../../proposals/KnownProposal.ts";
import type { NodeWatch } from "../../../proposals/NodeWatch.ts";

/** A node that binds an own seat and can be proven now. */
export interface ReadyOwnNode {
  readonly node: TreeNode;
  readonly seat: number;
  /** Since when. Milliseconds of the node's clock. */
  readonly readyAt: number;
}

/**
 * R8: of a block's nodes that bind own seats, those that are not done. A process may have hundreds of seats, and roles ask after each
 * message; this looks only at nodes about which something has changed.
 */
export class OpenNodes {
  readonly #known: KnownProposal;
  readonly #wants: ProofWants;
  readonly #inputs: Pick<InputTimes, "add">;
  readonly #watch: NodeWatch;
  #entries: readonly SignedEntry[] = [];
  /** {@link #entries} by the node's number. */
  #own = new Map<number, SignedEntry>();
  readonly #claimable = new Map<number, ReadyOwnNode>();
  readonly #claimed = new Set<number>();
  readonly #unproven = new Map<number, TreeNode>();

  /** @param inputs - told how long the proofs below own nodes took to come. */
  constructor(known: KnownProposal, wants: ProofWants, inputs: Pick<InputTimes, "add">) {
    this.#known = known;
    this.#wants = wants;
    this.#inputs = inputs;
    this.#watch = known.watchNodes();
  }

  /** Nodes that are neither claimed nor proven by their own seat, and can be proven, the root first. */
  get claimable(): ReadyOwnNode[] {
    return [...this.#claimable].sort(([a], [b]) => a - b).map(([, ready]) => ready);
  }

  /** Whether own seats have claimed any node. */
  get hasClaims(): boolean {
    return this.#claimed.size > 0;
  }

  /** Nodes that own seats have claimed and not proven. */
  get unproven(): Iterable<TreeNode> {
    return this.#unproven.values();
  }

  /**
   * Takes in what has changed. Call it regularly: a node counts as ready since the first call that found it ready.
   * @param entries - those that bind own seats. The same array means the same entries.
   * @param now - milliseconds of the node's clock.
   */
  update(entries: readonly SignedEntry[], now: number): void {
    if (entries !== this.#entries) {
      this.#entries = entries;
      this.#own = new Map(entries.map((entry) => [nodeNumber(entry.node), entry]));
      for (const nodes of [this.#claimable, this.#claimed, this.#unproven]) nodes.clear();
      this.#watch.noteAll();
    }
    for (const number of this.#watch.take()) {
      const entry = this.#own.get(number);
      if (entry !== undefined) this.#look(number, entry, now);
    }
  }

  #look(number: number, { node, seat }: SignedEntry, now: number): void {
    const known = this.#known;
    const wasClaimable = this.#claimable.has(number);
    for (const nodes of [this.#claimable, this.#claimed, this.#unproven]) nodes.delete(number);
    const isProven = known.proofsOf(node).some(({ message }) => message.seat === seat);
    if (!isProven) this.#fetchFor(node, seat);
    if (known.claimOf(node) !== undefined) {
      this.#claimed.add(number);
      if (!isProven) this.#unproven.set(number, node);
      return;
    }
    const readyAt = known.readySince(node, now);
    if (readyAt === undefined || isProven || known.inputsOf(node) === undefined) return;
    if (!wasClaimable && node.depth < known.proposal.depth) this.#inputs.add(now - readyAt);
    this.#claimable.set(number, { node, seat, readyAt });
  }

  /** What an own node is proven on; its own proof, too, if peers tell of one: this node has lost it in a restart. */
  #fetchFor(node: TreeNode, seat: number): void {
    if (this.#known.isToldBy(node, seat)) this.#wants.want(this.#known, node);
    if (node.depth === this.#known.proposal.depth) return;
    for (const child of children(node)) this.#wants.want(this.#known, child, seat);
  }
}

/** The {@link OpenNodes} of blocks. */
export class OpenNodesOf {
  readonly #wants: ProofWants;
  readonly #inputs: Pick<InputTimes, "add">;
  readonly #found = new WeakMap<KnownProposal, OpenNodes>();

  /** @param inputs - as for {@link OpenNodes}. */
  constructor(wants: ProofWants, inputs: Pick<InputTimes, "add">) {
    this.#wants = wants;
    this.#inputs = inputs;
  }

  /** @param entries - as for {@link OpenNodes.update}. @param now - milliseconds of the node's clock. */
  of(known: KnownProposal, entries: readonly SignedEntry[], now: number): OpenNodes {
    let open = this.#found.get(known);
    if (open === undefined) {
      open = new OpenNodes(known, this.#wants, this.#inputs);
      this.#found.set(known, open);
    }
    open.update(entries, now);
    return open;
  }
}
