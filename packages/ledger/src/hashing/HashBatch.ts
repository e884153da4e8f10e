import { assertFieldElement, type HashRequest, putWords, takeWords, WORDS } from "@trellis/field";

/** Hashes of one batch by default: about 45 ms of work, and 2 ms to write the batch and read the result. */
export const BATCH_HASHES = 2_048;

/**
 * Refers to an input of a hash. A number from 0 on is the index of a value in the batch. A negative number, `~n`, is the batch's n-th
 * hash.
 */
export type HashInput = number;

/**
 * Poseidon2 hashes to be computed together. Each hash takes values or earlier hashes of the batch. The batch is plain memory: it can be
 * computed here ({@link computeHashes}) or sent to a thread. Intermediate results are never converted to BigInts.
 */
export class HashBatch {
  #values = new BigUint64Array(64 * WORDS);
  #valueCount = 0;
  #program = new Int32Array(256);
  #length = 0;
  #size = 0;

  /** Number of hashes in the batch. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds a value.
   * @throws TRL-LED-001 if it is not a field element.
   */
  value(value: bigint): HashInput {
    assertFieldElement(value);
    const at = this.#valueCount * WORDS;
    if (at === this.#values.length) this.#values = grown(this.#values, new BigUint64Array(2 * at));
    putWords(this.#values, at, value);
    return this.#valueCount++;
  }

  /** Adds the hash of one or more inputs. Returns the reference by which later hashes use it. */
  hash(inputs: readonly HashInput[]): HashInput {
    const needed = this.#length + 1 + inputs.length;
    if (needed > this.#program.length) this.#program = grown(this.#program, new Int32Array(2 * needed));
    this.#program[this.#length++] = inputs.length;
    for (const input of inputs) this.#program[this.#length++] = input;
    return ~this.#size++;
  }

  /** The work as plain memory. Nothing can be added to the batch after this call. */
  request(): HashRequest {
    return {
      values: new Uint32Array(this.#values.buffer, 0, this.#valueCount * WORDS * 2),
      program: this.#program.subarray(0, this.#length),
      size: this.#size,
    };
  }
}

function grown<Words extends BigUint64Array | Int32Array>(from: Words, to: Words): Words {
  to.set(from as BigUint64Array & Int32Array);
  return to;
}

/** The computed hashes of a batch. */
export class HashResults {
  readonly #words: BigUint64Array;

  /** @param words - the result of {@link computeHashes}. */
  constructor(words: Uint32Array) {
    this.#words = new BigUint64Array(words.buffer, words.byteOffset, words.length / 2);
  }

  /** The hash for which {@link HashBatch.hash} returned `place`. */
  at(place: HashInput): bigint {
    return takeWords(this.#words, ~place * WORDS);
  }
}

/** Work that needs hashes: it yields batches and receives their hashes. An empty batch is a pause after a few milliseconds of work. */
export type HashSteps<Result> = Generator<HashBatch, Result, HashResults>;
