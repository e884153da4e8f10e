import type { Hex } from "viem";

/** A block. */
export interface BlockPlace {
  readonly number: bigint;
  readonly hash: Hex;
}

/** A block's place in its chain. */
export interface BlockLink extends BlockPlace {
  readonly parentHash: Hex;
}

/**
 * What a head says of the chain that is known: `known` if it is part of it, or too old to tell; `above` if it is higher than what is
 * known; `rival` if it is of another branch and not higher.
 */
export type HeadVerdict = "known" | "above" | "rival";

const KEPT = 128n;
/**
 * A branch that is not higher is believed once it has been seen so often and the known one not once in between. A backend that lags, or
 * sits on a branch that has lost, makes no reorganisation.
 */
const BELIEVED_AFTER = 3;

/** The latest blocks of the chain that is followed. */
export class KnownBlocks {
  readonly #hashes = new Map<bigint, Hex>();
  #last: BlockPlace | undefined;
  #rivals = 0;

  /** The highest block; undefined before the first. */
  get last(): BlockPlace | undefined {
    return this.#last;
  }

  /** What a head that L1 shows says of this chain. */
  judge({ number, hash }: BlockPlace): HeadVerdict {
    const last = this.#last;
    if (last === undefined || number > last.number) return "above";
    const known = this.#hashes.get(number);
    if (known === undefined) return "known";
    if (known !== hash) return "rival";
    this.#rivals = 0;
    return "known";
  }

  /** Counts a rival. @returns whether L1 has left the known chain. */
  believesRival(): boolean {
    this.#rivals++;
    return this.#rivals >= BELIEVED_AFTER;
  }

  /** Adds blocks on top, each linked to the one before. */
  add(blocks: readonly BlockLink[]): void {
    this.#rivals = 0;
    for (const block of blocks) {
      this.#hashes.set(block.number - 1n, block.parentHash);
      this.#hashes.set(block.number, block.hash);
      this.#last = block;
    }
    for (const number of this.#hashes.keys()) {
      if (this.#last !== undefined && number + KEPT <= this.#last.number) this.#hashes.delete(number);
    }
  }

  /** Goes on from a block, in place of the first. */
  resume(block: BlockPlace): void {
    this.clear();
    this.#hashes.set(block.number, block.hash);
    this.#last = block;
  }

  /** Forgets everything. */
  clear(): void {
    this.#hashes.clear();
    this.#last = undefined;
    this.#rivals = 0;
  }
}
