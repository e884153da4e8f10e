import {
  copy,
  element,
  elementBytes,
  LIMB_BITS,
  LIMB_MASK,
  LIMBS,
  limbsOf,
  limbsToWords,
  loadLimbs,
  multiply,
  P_LIMBS,
  pairs,
  pushSum,
  R,
  R_BITS,
  square,
  storeReduced,
  storeWithCarry,
  WORDS,
  wordsToLimbs,
} from "../fieldWasm.ts";
import { FIELD_MODULUS } from "../modulus.ts";
import { WasmFunction, type WasmMemory, WasmModule } from "../WasmModule.ts";
import { POSEIDON2_DIAGONAL, POSEIDON2_FULL_ROUNDS, POSEIDON2_PARTIAL_ROUNDS } from "./poseidon2Constants.ts";

/*
 * Bounds of the permutation's values, in multiples of p (arithmetic and its own bounds: fieldWasm.ts):
 *
 *   absorb             a reduced state plus an input: < 2.2p
 *   x^5                of x < 37p: < 2.3p; of x < 20p: < 1.3p
 *   external matrix    row sums ≤ 16, plus a round constant: < 37p after absorbing, and so on down to < 20p
 *   S = u + x1+x2+x3   < 2p + 3·14p = 44p, then reduced to < 2.1p
 *   d·x + S            < 11p + 2.1p (see multiplyBy), plus a round constant: < 15p
 */

const WIDTH = 4;
const P = FIELD_MODULUS;

// Memory layout: the words that JavaScript writes and reads, the state, scratch space, then the round constants.
const IO = 0;
const STATE = IO + WIDTH * WORDS * 8;
const SCRATCH = element(STATE, WIDTH);
const SUM = element(SCRATCH, 1);
const SUM_AND_CONSTANT = element(SCRATCH, 2);
const R_SQUARED = element(SCRATCH, 3);
const R_ONCE = element(SCRATCH, 4);
const ONE = element(SCRATCH, 5);
/** Groups of four constants for each use of the external matrix: before each full round, then the two special ones. */
const FULL = element(SCRATCH, 6);
const ENTER_PARTIAL = element(FULL, WIDTH * POSEIDON2_FULL_ROUNDS.length);
const ZEROS = element(ENTER_PARTIAL, WIDTH);
const PAIR_CAPACITY = element(ZEROS, WIDTH);
const PARTIAL = element(PAIR_CAPACITY, 1);
const END = element(PARTIAL, POSEIDON2_PARTIAL_ROUNDS.length);

/**
 * (to, x, addend): to = d·x + addend for a constant d, without Montgomery reduction. With D = ⌊d·2^261/p⌋ the quotient
 * q ≈ x·D / 2^261 is taken from columns 8 and up; what the columns below it would carry is at most 8, the two roundings add
 * 2, so d·x − q·p < 11p. Of d·x and q·p only the low 261 bits are needed.
 */
function multiplyBy(d: bigint): WasmFunction {
  const f = new WasmFunction(3);
  const factor = limbsOf(d);
  const quotientFactor = limbsOf((d << R_BITS) / P);
  const x = loadLimbs(f, 1);
  const quotient: number[] = [];
  const column = f.local();
  const carry = f.local();
  for (let k = LIMBS - 1; k < 2 * LIMBS - 1; k++) {
    pushSum(
      f,
      pairs(k).map(
        ([i, j]) =>
          () =>
            void f.get(x[i]!).constant(quotientFactor[j]!).mul(),
      ),
    );
    if (k >= LIMBS) {
      const limb = f.local();
      f.get(carry).add().set(column).get(column).constant(LIMB_MASK).and().set(limb);
      quotient.push(limb);
    } else {
      f.set(column);
    }
    f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
  }
  quotient.push(carry);
  const borrow = f.local();
  for (let k = 0; k < LIMBS; k++) {
    pushSum(
      f,
      pairs(k).map(
        ([i, j]) =>
          () =>
            void f.get(x[i]!).constant(factor[j]!).mul(),
      ),
    );
    pushSum(
      f,
      pairs(k).map(
        ([i, j]) =>
          () =>
            void f.get(quotient[i]!).constant(P_LIMBS[j]!).mul(),
      ),
    );
    f.sub()
      .get(2)
      .load(k * 8)
      .add();
    if (k > 0) f.get(borrow).add();
    f.set(column)
      .get(0)
      .get(column)
      .constant(LIMB_MASK)
      .and()
      .store(k * 8);
    if (k < LIMBS - 1) f.get(column).shiftRight(LIMB_BITS).set(borrow);
  }
  return f;
}

/** (constants): state = external matrix · state + the four round constants at the address. */
function externalMatrix(): WasmFunction {
  const f = new WasmFunction(1);
  const [a, b, c, d] = [f.local(), f.local(), f.local(), f.local()];
  const [ab, cd, t2, t3] = [f.local(), f.local(), f.local(), f.local()];
  const column = f.local();
  const carries = [f.local(), f.local(), f.local(), f.local()];
  for (let k = 0; k < LIMBS; k++) {
    [a, b, c, d].forEach((local, i) => {
      f.address(0)
        .load(element(STATE, i) + k * 8)
        .set(local);
    });
    f.get(a).get(b).add().set(ab);
    f.get(c).get(d).add().set(cd);
    f.get(b).shiftLeft(1n).get(cd).add().set(t2);
    f.get(d).shiftLeft(1n).get(ab).add().set(t3);
    // Rows of [[5,7,1,3],[4,6,1,1],[1,3,5,7],[1,1,4,6]].
    const rows = [
      () => f.get(ab).shiftLeft(2n).get(t2).add().get(t3).add(),
      () => f.get(ab).shiftLeft(2n).get(t2).add(),
      () => f.get(cd).shiftLeft(2n).get(t3).add().get(t2).add(),
      () => f.get(cd).shiftLeft(2n).get(t3).add(),
    ];
    rows.forEach((push, i) => {
      push();
      f.get(0)
        .load(element(0, i) + k * 8)
        .add();
      if (k > 0) f.get(carries[i]!).add();
      f.set(column).address(0).get(column);
      if (k < LIMBS - 1) f.constant(LIMB_MASK).and();
      f.store(element(STATE, i) + k * 8);
      if (k < LIMBS - 1) f.get(column).shiftRightUnsigned(LIMB_BITS).set(carries[i]!);
    });
  }
  return f;
}

/** (constant): SUM = the state's sum, reduced below 2.1p; SUM_AND_CONSTANT = that plus the round constant at the address. */
function stateSum(): WasmFunction {
  const f = new WasmFunction(1);
  const push = (k: number): void =>
    pushSum(
      f,
      Array.from({ length: WIDTH }, (_, i) => () => void f.address(0).load(element(STATE, i) + k * 8)),
    );
  storeReduced(f, 0n, push, (k, value) => {
    f.address(0)
      .get(value)
      .store(SUM + k * 8);
    f.address(0)
      .get(value)
      .get(0)
      .load(k * 8)
      .add()
      .store(SUM_AND_CONSTANT + k * 8);
  });
  return f;
}

/** (constants): state += the four constants at the address. */
function addConstants(): WasmFunction {
  const f = new WasmFunction(1);
  const column = f.local();
  const carry = f.local();
  for (let i = 0; i < WIDTH; i++) {
    storeWithCarry(f, element(STATE, i), column, carry, (k) => {
      f.address(0).load(element(STATE, i) + k * 8);
      f.get(0)
        .load(element(0, i) + k * 8)
        .add();
    });
  }
  return f;
}

/** SUM = element `index` of the input words in Montgomery form. */
function convertInput(f: WasmFunction, multiplyIndex: number, index: number, words: readonly number[]): void {
  wordsToLimbs(f, SCRATCH, IO + index * WORDS * 8, words);
  f.address(SUM).address(SCRATCH).address(R_SQUARED).call(multiplyIndex);
}

/** (): state = the four elements in the input words. */
function start(multiplyIndex: number): WasmFunction {
  const f = new WasmFunction(0);
  const words = Array.from({ length: WORDS }, () => f.local());
  for (let i = 0; i < WIDTH; i++) {
    convertInput(f, multiplyIndex, i, words);
    copy(f, element(STATE, i), SUM);
  }
  return f;
}

/** (): state = [input 0, input 1, 0, 2 · 2^64]: the start of a hash of two elements, as used in trees. */
function startPair(multiplyIndex: number): WasmFunction {
  const f = new WasmFunction(0);
  const words = Array.from({ length: WORDS }, () => f.local());
  for (let i = 0; i < 2; i++) {
    convertInput(f, multiplyIndex, i, words);
    copy(f, element(STATE, i), SUM);
  }
  copy(f, element(STATE, 2), ZEROS);
  copy(f, element(STATE, 3), PAIR_CAPACITY);
  return f;
}

/** (): state += the first three elements in the input words. The state is reduced first, to keep within bounds. */
function absorb(multiplyIndex: number): WasmFunction {
  const f = new WasmFunction(0);
  const words = Array.from({ length: WORDS }, () => f.local());
  const column = f.local();
  const carry = f.local();
  for (let i = 0; i < WIDTH; i++) {
    const at = element(STATE, i);
    f.address(at).address(at).address(R_ONCE).call(multiplyIndex);
    if (i === WIDTH - 1) break;
    convertInput(f, multiplyIndex, i, words);
    storeWithCarry(f, at, column, carry, (k) => {
      f.address(0).load(at + k * 8);
      f.address(0)
        .load(SUM + k * 8)
        .add();
    });
  }
  return f;
}

/** (): output words = state[0] out of Montgomery form, below 2p. */
function squeeze(multiplyIndex: number): WasmFunction {
  const f = new WasmFunction(0);
  f.address(SCRATCH).address(STATE).address(ONE).call(multiplyIndex);
  limbsToWords(f, IO, SCRATCH);
  return f;
}

/** (): state = permutation of the state. */
function permute(indices: {
  readonly multiply: number;
  readonly square: number;
  readonly multiplyBy: readonly number[];
  readonly externalMatrix: number;
  readonly stateSum: number;
  readonly addConstants: number;
}): WasmFunction {
  const f = new WasmFunction(0);
  const power5 = (address: number): void => {
    f.address(SCRATCH).address(address).call(indices.square);
    f.address(SCRATCH).address(SCRATCH).call(indices.square);
    f.address(address).address(address).address(SCRATCH).call(indices.multiply);
  };
  const fullRound = (constantsAfter: number): void => {
    for (let i = 0; i < WIDTH; i++) power5(element(STATE, i));
    f.address(constantsAfter).call(indices.externalMatrix);
  };
  const constantsBefore = (round: number): number => element(FULL, WIDTH * round);
  const full = POSEIDON2_FULL_ROUNDS.length;
  const partial = POSEIDON2_PARTIAL_ROUNDS.length;

  f.address(constantsBefore(0)).call(indices.externalMatrix);
  for (let round = 1; round < full / 2; round++) fullRound(constantsBefore(round));
  fullRound(ENTER_PARTIAL);
  for (let round = 1; round <= partial; round++) {
    power5(STATE);
    f.address(round < partial ? element(PARTIAL, round) : ZEROS).call(indices.stateSum);
    indices.multiplyBy.forEach((by, i) => {
      const at = element(STATE, i);
      f.address(at)
        .address(at)
        .address(i === 0 ? SUM_AND_CONSTANT : SUM)
        .call(by);
    });
  }
  f.address(constantsBefore(full / 2)).call(indices.addConstants);
  for (let round = full / 2 + 1; round < full; round++) fullRound(constantsBefore(round));
  fullRound(ZEROS);
  return f;
}

/** The Poseidon2 sponge's functions. `words` contains four elements of four 64-bit words, lowest first. */
export interface Poseidon2Machine {
  readonly words: BigUint64Array;
  /** state = the four elements in `words`. */
  start(): void;
  /** state = [first element in `words`, second, 0, 2 · 2^64]. */
  startPair(): void;
  /** state += the first three elements in `words`. */
  absorb(): void;
  permute(): void;
  /** First four words = state[0], below 2p. */
  squeeze(): void;
}

/** Generates and compiles the WebAssembly module (milliseconds, once). */
export function poseidon2Wasm(): Poseidon2Machine {
  const module = new WasmModule();
  module.data(R_SQUARED, elementBytes([R], R));
  module.data(R_ONCE, elementBytes([R], 1n));
  module.data(ONE, elementBytes([1n], 1n));
  module.data(FULL, elementBytes(POSEIDON2_FULL_ROUNDS.flat(), R));
  module.data(ENTER_PARTIAL, elementBytes([POSEIDON2_PARTIAL_ROUNDS[0]!], R));
  module.data(PAIR_CAPACITY, elementBytes([2n << 64n], R));
  module.data(PARTIAL, elementBytes(POSEIDON2_PARTIAL_ROUNDS, R));

  const multiplyIndex = module.add(multiply());
  const indices = {
    multiply: multiplyIndex,
    square: module.add(square()),
    multiplyBy: POSEIDON2_DIAGONAL.map((d) => module.add(multiplyBy(d))),
    externalMatrix: module.add(externalMatrix()),
    stateSum: module.add(stateSum()),
    addConstants: module.add(addConstants()),
  };
  module.add(permute(indices), "permute");
  module.add(start(multiplyIndex), "start");
  module.add(startPair(multiplyIndex), "startPair");
  module.add(absorb(multiplyIndex), "absorb");
  module.add(squeeze(multiplyIndex), "squeeze");
  const exports = module.instantiate(END) as Omit<Poseidon2Machine, "words"> & {
    readonly memory: WasmMemory;
  };
  return {
    words: new BigUint64Array(exports.memory.buffer, IO, WIDTH * WORDS),
    start: exports.start,
    startPair: exports.startPair,
    absorb: exports.absorb,
    permute: exports.permute,
    squeeze: exports.squeeze,
  };
}
