import { assertFieldElement, type HashRequest, putWords, takeWords, WORDS } from "@trellis/field";

/** Hashes of one batch by default: about 45 ms of work, and 2 ms to write it down and to read the answer. */
export const BATCH_HASHES = 2_048;

/**
 * Where an input of a hash is found: a number from 0 on is that of a value given to the batch, a negative one, `~n`, is the batch's n-th
 * hash.
 */
export type HashInput = number;

/**
 * Poseidon2 hashes to be computed together, each of values or of earlier hashes of the batch. Written down as plain memory, it can be
 * computed here ({@link computeHashes}) or sent to a thread; elements between two hashes are never made into BigInts.
 */
export class HashBatch {
  #values = new BigUint64Array(64 * WORDS);
  #valueCount = 0;
  #program = new Int32Array(256);
  #length = 0;
  #size = 0;

  /** Hashes in the batch. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds a value.
   * @throws TRL-LED-001 if it is no field element.
   */
  value(value: bigint): HashInput {
    assertFieldElement(value);
    const at = this.#valueCount * WORDS;
    if (at === this.#values.length) this.#values = grown(this.#values, new BigUint64Array(2 * at));
    putWords(this.#values, at, value);
    return this.#valueCount++;
  }

  /** Adds the hash of one or more inputs, and answers where other hashes find it. */
  hash(inputs: readonly HashInput[]): HashInput {
    const needed = this.#length + 1 + inputs.length;
    if (needed > this.#program.length) this.#program = grown(this.#program, new Int32Array(2 * needed));
    this.#program[this.#length++] = inputs.length;
    for (const input of inputs) this.#program[this.#length++] = input;
    return ~this.#size++;
  }

  /** What is to be computed. The batch takes nothing more after it. */
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

  /** @param words - what {@link computeHashes} answered. */
  constructor(words: Uint32Array) {
    this.#words = new BigUint64Array(words.buffer, words.byteOffset, words.length / 2);
  }

  /** The hash that {@link HashBatch.hash} put at `place`. */
  at(place: HashInput): bigint {
    return takeWords(this.#words, ~place * WORDS);
  }
}

/** Work that hashes: hands out batches and is given their hashes. An empty batch is a pause after some milliseconds of other work. */
export type HashSteps<Result> = Generator<HashBatch, Result, HashResults>;
