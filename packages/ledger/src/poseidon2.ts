import { FIELD_MODULUS, TrellisError } from "@trellis/protocol";
import { putWords, takeWords } from "./fieldWasm.ts";
import { poseidon2Wasm } from "./poseidon2Wasm.ts";

const RATE = 3;
const CAPACITY_WORD = RATE * 4;

const machine = poseidon2Wasm();
const { words } = machine;

/**
 * The inputs of every hash are field elements.
 * @throws TRL-LED-001 if `value` is negative or not below the field modulus.
 */
export function assertFieldElement(value: bigint): void {
  if (value < 0n || value >= FIELD_MODULUS) {
    throw new TrellisError("TRL-LED-001", "a hash input is no field element: reduce or reject it first", {
      negative: value < 0n,
    });
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
