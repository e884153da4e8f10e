import { GOSSIP_LIMITS } from "@trellis/gossip";
import { nodeNumber, type ProofNotice, type TreeNode, toHex } from "@trellis/protocol";

/** Notices kept of one seat for a node: one that has lost its proof makes another. Gossip accepts no more. */
const MAX_OF_SEAT = 2;
/** After so many notices of a seat whose proofs could not be had, its rescues are believed no more. */
const MOST_FAILED = 2;

/** Notices of a block's proofs (P6.5), and what became of them. */
export class Notices {
  readonly #byNode = new Map<number, readonly ProofNotice[]>();
  /** Nodes of which each seat has told. */
  readonly #nodesOf = new Map<number, Set<number>>();
  /** Keys of notices whose proofs came and were judged: they are kept, or worth no second look. */
  readonly #judged = new Set<string>();
  /** By seat, the keys of its notices whose proofs could not be had. */
  readonly #failed = new Map<number, Set<string>>();

  /**
   * Keeps a notice; false if it is known, its seat has enough of the node, or enough seats have told of it.
   * @param bound - seat that the transcript binds to the node.
   */
  add(notice: ProofNotice, bound: number | undefined): boolean {
    const { seat } = notice;
    const number = nodeNumber(notice.node);
    const all = this.#byNode.get(number) ?? [];
    const own = all.filter((other) => other.seat === seat);
    if (own.length >= MAX_OF_SEAT || own.some((other) => keyOf(other) === keyOf(notice))) return false;
    if (own.length === 0 && seat !== bound) {
      const others = new Set(all.map((other) => other.seat));
      if (bound !== undefined) others.delete(bound);
      if (others.size >= GOSSIP_LIMITS.noticesPerNode) return false;
    }
    this.#byNode.set(number, [...all, notice]);
    this.#nodesOf.set(seat, (this.#nodesOf.get(seat) ?? new Set()).add(number));
    return true;
  }

  /** Whether a seat has told of a proof of the node, whatever became of it. */
  has(node: TreeNode): boolean {
    return this.#byNode.has(nodeNumber(node));
  }

  /**
   * The notices of a node whose proofs may still come, that of its bound seat first. A seat whose proofs could not be had is believed only
   * at nodes that bind it.
   */
  of(node: TreeNode, bound: number | undefined): ProofNotice[] {
    const all = this.#byNode.get(nodeNumber(node));
    if (all === undefined) return [];
    if (all.length === 1 && this.#failed.size === 0 && this.#judged.size === 0) return [...all];
    return all
      .filter((notice) => !this.#judged.has(keyOf(notice)))
      .filter(({ seat }) => seat === bound || !this.#isUnreliable(seat))
      .sort((a, b) => Number(b.seat === bound) - Number(a.seat === bound));
  }

  /** Whether the proof of a notice could not be had, and did not come since. */
  isFailed(notice: ProofNotice): boolean {
    return this.#failed.get(notice.seat)?.has(keyOf(notice)) === true;
  }

  /** Records that nobody gave the proof. @returns the numbers of the nodes about which something changes. */
  failed(notice: ProofNotice): Iterable<number> {
    const wasUnreliable = this.#isUnreliable(notice.seat);
    this.#failed.set(notice.seat, (this.#failed.get(notice.seat) ?? new Set()).add(keyOf(notice)));
    return this.#changed(notice, wasUnreliable);
  }

  /** Records that the proof came and was judged. @returns as {@link failed}. */
  judged(notice: ProofNotice): Iterable<number> {
    const wasUnreliable = this.#isUnreliable(notice.seat);
    this.#judged.add(keyOf(notice));
    this.#failed.get(notice.seat)?.delete(keyOf(notice));
    return this.#changed(notice, wasUnreliable);
  }

  /** Proofs that came are looked at again. */
  forgetJudged(): void {
    this.#judged.clear();
  }

  clear(): void {
    for (const one of [this.#byNode, this.#nodesOf, this.#judged, this.#failed]) one.clear();
  }

  #changed({ node, seat }: ProofNotice, wasUnreliable: boolean): Iterable<number> {
    return this.#isUnreliable(seat) === wasUnreliable ? [nodeNumber(node)] : this.#nodesOf.get(seat)!;
  }

  #isUnreliable(seat: number): boolean {
    return (this.#failed.get(seat)?.size ?? 0) >= MOST_FAILED;
  }
}

/** One proof of one seat has one key, whoever tells of it. */
function keyOf({ node, seat, signature }: ProofNotice): string {
  return `${nodeNumber(node)}:${seat}:${toHex(signature)}`;
}
