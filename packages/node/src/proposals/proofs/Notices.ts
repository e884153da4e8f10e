import { nodeNumber, type ProofNotice, type TreeNode, toHex } from "@trellis/protocol";

/** Notices kept of one seat for a node: one that has lost its proof makes another. Gossip accepts no more. */
const MAX_OF_SEAT = 2;
/** After so many notices of a seat whose proofs could not be had, its rescues are believed no more. */
const MOST_FAILED = 2;

/** Notices of a block's proofs (P6.5), and which of them came to nothing. */
export class Notices {
  readonly #byNode = new Map<number, readonly ProofNotice[]>();
  /** Keys of notices whose proof could not be had, and did not come since. */
  readonly #failed = new Set<string>();
  /** By seat, the keys of its notices that have failed at least once. */
  readonly #failures = new Map<number, Set<string>>();

  /** Keeps a notice; false if it is known, or its seat has enough of the node. */
  add(notice: ProofNotice): boolean {
    const number = nodeNumber(notice.node);
    const all = this.#byNode.get(number) ?? [];
    const own = all.filter(({ seat }) => seat === notice.seat);
    if (own.length >= MAX_OF_SEAT || own.some((other) => keyOf(other) === keyOf(notice))) return false;
    this.#byNode.set(number, [...all, notice]);
    return true;
  }

  /**
   * The notices of a node that are worth asking for, that of its bound seat first. A seat whose proofs could not be had is believed only at
   * nodes that bind it.
   */
  of(node: TreeNode, bound: number | undefined): ProofNotice[] {
    const all = this.#byNode.get(nodeNumber(node));
    if (all === undefined) return [];
    if (all.length === 1 && this.#failures.size === 0) return [...all];
    return all
      .filter(({ seat }) => seat === bound || !this.#isUnreliable(seat))
      .sort((a, b) => Number(b.seat === bound) - Number(a.seat === bound));
  }

  /** Whether the proof of a notice could not be had. */
  isFailed(notice: ProofNotice): boolean {
    return this.#failed.size > 0 && this.#failed.has(keyOf(notice));
  }

  /** Records that nobody gave the proof. */
  failed(notice: ProofNotice): void {
    const key = keyOf(notice);
    this.#failed.add(key);
    const failures = this.#failures.get(notice.seat) ?? new Set();
    this.#failures.set(notice.seat, failures.add(key));
  }

  clear(): void {
    this.#byNode.clear();
    this.#failed.clear();
    this.#failures.clear();
  }

  #isUnreliable(seat: number): boolean {
    return (this.#failures.get(seat)?.size ?? 0) >= MOST_FAILED;
  }
}

/** One proof of one seat has one key, whoever tells of it. */
function keyOf({ node, seat, signature }: ProofNotice): string {
  return `${nodeNumber(node)}:${seat}:${toHex(signature)}`;
}
