import { nodeKey } from "@trellis/protocol";
import type { NodeProof } from "@trellis/protocol/second";

const MAX_PROOFS = 512;
const MAX_BYTES = 8 * 2 ** 20;

interface Early {
  readonly proof: NodeProof;
  readonly isBound: boolean;
}

/** Proofs that came before their block was executed here: one of each seat for a node. Other seats' proofs are dropped first. */
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
    while (this.#proofs.size >= MAX_PROOFS || this.#bytes + proof.proof.length > MAX_BYTES) {
      const victim = isBound ? [...this.#proofs].find(([, early]) => !early.isBound)?.[0] : undefined;
      if (victim === undefined) return;
      this.#delete(victim);
    }
    this.#proofs.set(key, { proof, isBound });
    this.#bytes += proof.proof.length;
  }

  /** Removes and returns the next one; undefined if there is none. */
  take(): NodeProof | undefined {
    const next = this.#proofs.entries().next().value;
    if (next === undefined) return undefined;
    this.#delete(next[0]);
    return next[1].proof;
  }

  #delete(key: string): void {
    this.#bytes -= this.#proofs.get(key)!.proof.proof.length;
    this.#proofs.delete(key);
  }
}
