import { putWords, takeWords } from "../fieldWasm.ts";
import { FIELD_MODULUS } from "../modulus.ts";
import { TrellisError } from "../TrellisError.ts";
import { poseidon2Wasm } from "./poseidon2Wasm.ts";

const RATE = 3;
const CAPACITY_WORD = RATE * 4;

const machine = poseidon2Wasm();
const { words } = machine;
/** The same memory, to copy elements without converting them to BigInts. */
const halves = new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
const ELEMENT_HALVES = 8;

/**
 * Checks that a hash input is a field element.
 * @throws TRL-LED-001 if `value` is negative or not below the field modulus.
 */
export function assertFieldElement(value: bigint): void {
  if (value < 0n || value >= FIELD_MODULUS) {
    throw new TrellisError(
      "TRL-LED-001",
      "an input of a hash is not a field element; reduce or reject it first",
      {
        negative: value < 0n,
      },
    );
  }
}

function putElement(element: number, value: bigint): void {
  assertFieldElement(value);
  putWords(words, element * 4, value);
}

/**
 * Poseidon2 of field elements: the sponge over the BN254 permutation with t = 4, rate 3 and the number of inputs · 2^64 in the
 * capacity (docs/spec/encoding.md, "L2 keys, hashes and state"). It equals Noir's and Barretenberg's hash of that name.
 * @throws TRL-LED-001 if an input is negative or not below the field modulus.
 */
export function poseidon2Hash(inputs: readonly bigint[]): bigint {
  if (inputs.length === 2) {
    putElement(0, inputs[0]!);
    putElement(1, inputs[1]!);
    machine.startPair();
    return finish();
  }
  for (let i = 0; i < RATE; i++) putElement(i, inputs[i] ?? 0n);
  words.fill(0n, CAPACITY_WORD);
  words[CAPACITY_WORD + 1] = BigInt(inputs.length);
  machine.start();
  for (let at = RATE; at < inputs.length; at += RATE) {
    machine.permute();
    for (let i = 0; i < RATE; i++) putElement(i, inputs[at + i] ?? 0n);
    machine.absorb();
  }
  return finish();
}

function finish(): bigint {
  machine.permute();
  machine.squeeze();
  return takeWords(words, 0);
}

/** Hashes to be computed, as plain memory that a HashBatch writes. */
export interface HashRequest {
  /** Values of 32 bytes, lowest word first. */
  readonly values: Uint32Array;
  /** For each hash the number of its inputs, then a reference to each: n for value n, ~n for hash n. */
  readonly program: Int32Array;
  /** Number of hashes. */
  readonly size: number;
}

/**
 * Computes a batch of Poseidon2 hashes without intermediate BigInts.
 * @returns 32 bytes for each hash, lowest word first; may be up to one modulus too large.
 */
export function computeHashes({ values, program, size }: HashRequest): Uint32Array<ArrayBuffer> {
  const hashes = new Uint32Array(size * ELEMENT_HALVES);
  const load = (element: number, input: number): void => {
    const from = input < 0 ? hashes : values;
    const at = (input < 0 ? ~input : input) * ELEMENT_HALVES;
    for (let i = 0; i < ELEMENT_HALVES; i++) halves[element * ELEMENT_HALVES + i] = from[at + i]!;
  };
  let at = 0;
  for (let hash = 0; hash < size; hash++) {
    const count = program[at++]!;
    const end = at + count;
    const loadRate = (): void => {
      for (let i = 0; i < RATE; i++) {
        if (at < end) load(i, program[at++]!);
        else halves.fill(0, i * ELEMENT_HALVES, (i + 1) * ELEMENT_HALVES);
      }
    };
    if (count === 2) {
      load(0, program[at++]!);
      load(1, program[at++]!);
      machine.startPair();
    } else {
      loadRate();
      halves.fill(0, CAPACITY_WORD * 2);
      halves[(CAPACITY_WORD + 1) * 2] = count;
      machine.start();
      while (at < end) {
        machine.permute();
        loadRate();
        machine.absorb();
      }
    }
    machine.permute();
    machine.squeeze();
    for (let i = 0; i < ELEMENT_HALVES; i++) hashes[hash * ELEMENT_HALVES + i] = halves[i]!;
  }
  return hashes;
}
