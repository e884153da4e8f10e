import type { ProofLimits } from "../limits/proofLimits.ts";

/** Encoded proofs within bounds of bytes and age. The oldest leave first. */
class Board {
  readonly #bound: number;
  readonly #age: number;
  readonly #clock: () => number;
  /** The oldest first. */
  readonly #proofs = new Map<string, { readonly bytes: Uint8Array; readonly at: number }>();
  #bytes = 0;

  constructor(bound: number, age: number, clock: () => number) {
    this.#bound = bound;
    this.#age = age;
    this.#clock = clock;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(id: string): Uint8Array | undefined {
    const proof = this.#proofs.get(id);
    return proof === undefined || this.#isOld(proof) ? undefined : proof.bytes;
  }

  put(id: string, bytes: Uint8Array): void {
    this.delete(id);
    this.#proofs.set(id, { bytes, at: this.#clock() });
    this.#bytes += bytes.length;
    for (const [oldest, proof] of this.#proofs) {
      if (this.#bytes <= this.#bound && !this.#isOld(proof)) return;
      this.delete(oldest);
    }
  }

  delete(id: string): void {
    this.#bytes -= this.#proofs.get(id)?.bytes.length ?? 0;
    this.#proofs.delete(id);
  }

  #isOld({ at }: { readonly at: number }): boolean {
    return this.#clock() - at > this.#age;
  }
}

/**
 * Proofs held for peers, by hexadecimal id (`noticeDigest`). Own proofs and those that are passed on have room of their own, so that
 * passing on never pushes out an own one.
 */
export class ProofShelf {
  readonly #own: Board;
  readonly #passed: Board;

  /** @param clock - milliseconds, monotonic. */
  constructor(
    { ownBytes, passedBytes, age }: Pick<ProofLimits, "ownBytes" | "passedBytes" | "age">,
    clock: () => number,
  ) {
    this.#own = new Board(ownBytes, age, clock);
    this.#passed = new Board(passedBytes, age, clock);
  }

  /** Bytes held. */
  get bytes(): { readonly own: number; readonly passed: number } {
    return { own: this.#own.bytes, passed: this.#passed.bytes };
  }

  /** Keeps a proof of this node. */
  addOwn(id: string, bytes: Uint8Array): void {
    this.#passed.delete(id);
    this.#own.put(id, bytes);
  }

  /** Keeps a proof of others. */
  addPassed(id: string, bytes: Uint8Array): void {
    if (this.#own.get(id) === undefined) this.#passed.put(id, bytes);
  }

  /** The encoded proof; undefined if it is not held, or too old. */
  get(id: string): Uint8Array | undefined {
    return this.#own.get(id) ?? this.#passed.get(id);
  }
}
