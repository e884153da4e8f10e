import type { NodeProof } from "@trellis/protocol";
import { nodeKey } from "@trellis/protocol";

const MAX_PROOFS = 512;
const MAX_BYTES = 8 * 2 ** 20;

interface Early {
  readonly proof: NodeProof;
  readonly isBound: boolean;
}

/**
 * Proofs that came before their block was executed here: one of each seat for a node. When there is no room, a bound seat's proof takes the
 * place of another one, and any proof that of an unbound seat which has more of them.
 */
export class EarlyProofs {
  readonly #proofs = new Map<string, Early>();
  #bytes = 0;

  get size(): number {
    return this.#proofs.size;
  }

  /** @param bound - seat that the transcript binds to the node, if it is known. */
  add(proof: NodeProof, bound: number | undefined): void {
    const key = `${nodeKey(proof.node)}:${proof.seat}`;
    if (this.#proofs.has(key)) return;
    const isBound = proof.seat === bound;
    const bytes = bytesOf(proof);
    if (bytes > MAX_BYTES) return;
    while (this.#proofs.size >= MAX_PROOFS || this.#bytes + bytes > MAX_BYTES) {
      const victim = this.#victim(isBound ? undefined : proof.seat);
      if (victim === undefined) return;
      this.#delete(victim);
    }
    this.#proofs.set(key, { proof, isBound });
    this.#bytes += bytes;
  }

  /** Removes and returns the next one; undefined if there is none. */
  take(): NodeProof | undefined {
    const next = this.#proofs.entries().next().value;
    if (next === undefined) return undefined;
    this.#delete(next[0]);
    return next[1].proof;
  }

  /** The newest proof of the seat with most proofs that do not bind it; if a seat asks, only if that one has more than it would have. */
  #victim(asking: number | undefined): string | undefined {
    const unbound = new Map<number, string[]>();
    for (const [key, { proof, isBound }] of this.#proofs) {
      if (isBound) continue;
      const keys = unbound.get(proof.seat) ?? [];
      keys.push(key);
      unbound.set(proof.seat, keys);
    }
    const least = asking === undefined ? 0 : (unbound.get(asking)?.length ?? 0) + 1;
    const largest = [...unbound.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    return largest.length > least ? largest.at(-1) : undefined;
  }

  #delete(key: string): void {
    this.#bytes -= bytesOf(this.#proofs.get(key)!.proof);
    this.#proofs.delete(key);
  }
}

function bytesOf({ proof, seatWords }: NodeProof): number {
  return proof.length + seatWords.length;
}
