import { FIELD_MODULUS } from "@trellis/protocol";
import { POSEIDON2_DIAGONAL, POSEIDON2_FULL_ROUNDS, POSEIDON2_PARTIAL_ROUNDS } from "./poseidon2Constants.ts";
import { WasmFunction, type WasmMemory, WasmModule } from "./WasmModule.ts";

/*
 * Arithmetic. A field element is 9 limbs of 29 bits, each in an i64: a column of a product is then at most 18 terms of 58
 * bits plus carries and fits 64 bits without any carry in between. Elements are in Montgomery form with R = 2^261 and are
 * not reduced fully: R is 169 times the modulus p, and the bounds below are multiples of p.
 *
 *   multiply, square   operands < a·p and b·p with limbs < 2^29 give < (a·b/169 + 1.01)p with limbs < 2^29
 *   absorb             a reduced state plus an input: < 2.2p
 *   x^5                of x < 37p: < 2.3p; of x < 20p: < 1.3p
 *   external matrix    row sums ≤ 16, plus a round constant: < 37p after absorbing, and so on down to < 20p
 *   S = u + x1+x2+x3   < 2p + 3·14p = 44p, then reduced to < 2.1p
 *   d·x + S            < 11p + 2.1p (see multiplyBy), plus a round constant: < 15p
 */

const LIMBS = 9;
const LIMB_BITS = 29n;
const MASK = (1n << LIMB_BITS) - 1n;
const R_BITS = BigInt(LIMBS) * LIMB_BITS;
const R = 1n << R_BITS;
const P = FIELD_MODULUS;
const WIDTH = 4;
const ELEMENT_BYTES = LIMBS * 8;
const WORDS = 4;

function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, t0, t1] = [modulus, value % modulus, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % modulus) + modulus) % modulus;
}

function limbsOf(value: bigint): bigint[] {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (BigInt(i) * LIMB_BITS)) & MASK);
}

const P_LIMBS = limbsOf(P);
/** −p⁻¹ mod 2^29. */
const NEGATIVE_INVERSE = (1n << LIMB_BITS) - inverse(P & MASK, 1n << LIMB_BITS);
/** (c·p + 1) / 2^29 with c = −p⁻¹ mod 2^29: adding m·c·p to a number whose lowest limb is m turns that limb into a carry of m·this. */
const SHIFTED = limbsOf((NEGATIVE_INVERSE * P + 1n) >> LIMB_BITS);

/** Limbs that a Montgomery reduction folds with SHIFTED. */
const SHIFTED_STEPS = LIMBS - 2;

// Memory: what JavaScript writes and reads, the state, scratch space, then the round constants.
const IO = 0;
const STATE = IO + WIDTH * WORDS * 8;
const element = (base: number, index: number): number => base + index * ELEMENT_BYTES;
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

function loadLimbs(f: WasmFunction, parameter: number): number[] {
  return Array.from({ length: LIMBS }, (_, i) => {
    const local = f.local();
    f.get(parameter)
      .load(i * 8)
      .set(local);
    return local;
  });
}

/** Pushes the sum of what `terms` push; pushes zero for none. */
function pushSum(f: WasmFunction, terms: readonly (() => void)[]): void {
  if (terms.length === 0) f.constant(0n);
  terms.forEach((term, i) => {
    term();
    if (i > 0) f.add();
  });
}

function pairs(column: number): [number, number][] {
  const found: [number, number][] = [];
  for (let i = Math.max(0, column - LIMBS + 1); i <= Math.min(column, LIMBS - 1); i++)
    found.push([i, column - i]);
  return found;
}

/**
 * Montgomery reduction by columns. `pushColumn(k)` pushes column k of a product (0..16). The first seven limbs are folded
 * with SHIFTED, which needs no multiplication to find the multiplier (the limb is the multiplier); the last two with p itself,
 * so that the result stays below product/R + (1 + 2^-28)p. Stores the result at the address in parameter 0.
 */
function reduceColumns(f: WasmFunction, pushColumn: (column: number) => void): void {
  const folded: number[] = [];
  const carry = f.local();
  const column = f.local();
  for (let k = 0; k < 2 * LIMBS; k++) {
    pushColumn(k);
    // A multiplier of SHIFTED acts from the next column on, a multiplier of p from its own.
    const terms = folded.flatMap((local, i) => {
      const limb = i < SHIFTED_STEPS ? SHIFTED[k - i - 1] : P_LIMBS[k - i];
      return limb === undefined ? [] : [() => void f.get(local).constant(limb).mul()];
    });
    if (terms.length > 0) {
      pushSum(f, terms);
      f.add();
    }
    if (k > 0) f.get(carry).add();
    if (k < SHIFTED_STEPS) {
      const multiplier = f.local();
      f.set(column).get(column).constant(MASK).and().set(multiplier);
      f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
      folded.push(multiplier);
    } else if (k < LIMBS) {
      const multiplier = f.local();
      f.set(column).get(column).constant(NEGATIVE_INVERSE).mul().constant(MASK).and().set(multiplier);
      f.get(column)
        .get(multiplier)
        .constant(P_LIMBS[0]!)
        .mul()
        .add()
        .shiftRightUnsigned(LIMB_BITS)
        .set(carry);
      folded.push(multiplier);
    } else {
      f.set(column);
      f.get(0).get(column);
      if (k < 2 * LIMBS - 1) f.constant(MASK).and();
      f.store((k - LIMBS) * 8);
      if (k < 2 * LIMBS - 1) f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
    }
  }
}

/** (to, a, b): to = a·b/R. */
function multiply(): WasmFunction {
  const f = new WasmFunction(3);
  const a = loadLimbs(f, 1);
  const b = loadLimbs(f, 2);
  reduceColumns(f, (k) =>
    pushSum(
      f,
      pairs(k).map(
        ([i, j]) =>
          () =>
            void f.get(a[i]!).get(b[j]!).mul(),
      ),
    ),
  );
  return f;
}

/** (to, a): to = a²/R. */
function square(): WasmFunction {
  const f = new WasmFunction(2);
  const a = loadLimbs(f, 1);
  const doubled = a.map((local) => {
    const twice = f.local();
    f.get(local).shiftLeft(1n).set(twice);
    return twice;
  });
  reduceColumns(f, (k) =>
    pushSum(
      f,
      pairs(k)
        .filter(([i, j]) => i <= j)
        .map(
          ([i, j]) =>
            () =>
              void f
                .get(i === j ? a[i]! : doubled[i]!)
                .get(a[j]!)
                .mul(),
        ),
    ),
  );
  return f;
}

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
      f.get(carry).add().set(column).get(column).constant(MASK).and().set(limb);
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
      .constant(MASK)
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
      if (k < LIMBS - 1) f.constant(MASK).and();
      f.store(element(STATE, i) + k * 8);
      if (k < LIMBS - 1) f.get(column).shiftRightUnsigned(LIMB_BITS).set(carries[i]!);
    });
  }
  return f;
}

/** (constant): SUM = the state's sum, reduced below 2p; SUM_AND_CONSTANT = that plus the round constant at the address. */
function stateSum(): WasmFunction {
  const f = new WasmFunction(1);
  const top = BigInt(LIMBS - 1) * LIMB_BITS;
  const sums = Array.from({ length: LIMBS }, (_, k) => {
    const local = f.local();
    pushSum(
      f,
      Array.from({ length: WIDTH }, (_, i) => () => void f.address(0).load(element(STATE, i) + k * 8)),
    );
    f.set(local);
    return local;
  });
  // q = ⌊top limb · ⌊2^40 / (p's top limb + 1)⌋ / 2^40⌋ never exceeds the true quotient and misses it by at most one.
  const quotient = f.local();
  f.get(sums[LIMBS - 1]!)
    .constant((1n << 40n) / ((P >> top) + 1n))
    .mul()
    .shiftRightUnsigned(40n)
    .set(quotient);
  const column = f.local();
  const borrow = f.local();
  sums.forEach((sum, k) => {
    f.get(sum).get(quotient).constant(P_LIMBS[k]!).mul().sub();
    if (k > 0) f.get(borrow).add();
    f.set(column);
    if (k < LIMBS - 1)
      f.get(column).shiftRight(LIMB_BITS).set(borrow).get(column).constant(MASK).and().set(column);
    f.address(0)
      .get(column)
      .store(SUM + k * 8);
    f.address(0)
      .get(column)
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

/** Stores limb by limb what `pushLimb` pushes, carrying what exceeds 29 bits; the top limb takes the rest. */
function storeWithCarry(
  f: WasmFunction,
  to: number,
  column: number,
  carry: number,
  pushLimb: (limb: number) => void,
): void {
  for (let k = 0; k < LIMBS; k++) {
    pushLimb(k);
    if (k > 0) f.get(carry).add();
    f.set(column).address(0).get(column);
    if (k < LIMBS - 1) f.constant(MASK).and();
    f.store(to + k * 8);
    if (k < LIMBS - 1) f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
  }
}

/** Scratch = element `index` of the input words, in limbs; SUM = that in Montgomery form. */
function convertInput(
  f: WasmFunction,
  multiplyIndex: number,
  index: number,
  word: (w: number) => number,
): void {
  for (let w = 0; w < WORDS; w++) {
    f.address(0)
      .load(IO + (index * WORDS + w) * 8)
      .set(word(w));
  }
  for (let k = 0; k < LIMBS; k++) {
    const bit = k * Number(LIMB_BITS);
    const [low, shift] = [bit >> 6, bit & 63];
    f.address(0).get(word(low)).shiftRightUnsigned(BigInt(shift));
    if (shift + Number(LIMB_BITS) > 64 && low + 1 < WORDS) {
      f.get(word(low + 1))
        .shiftLeft(BigInt(64 - shift))
        .or();
    }
    f.constant(MASK)
      .and()
      .store(SCRATCH + k * 8);
  }
  f.address(SUM).address(SCRATCH).address(R_SQUARED).call(multiplyIndex);
}

function copy(f: WasmFunction, to: number, from: number): void {
  for (let k = 0; k < LIMBS; k++) {
    f.address(0)
      .address(0)
      .load(from + k * 8)
      .store(to + k * 8);
  }
}

/** (): state = the four elements in the input words. */
function start(multiplyIndex: number): WasmFunction {
  const f = new WasmFunction(0);
  const words = Array.from({ length: WORDS }, () => f.local());
  for (let i = 0; i < WIDTH; i++) {
    convertInput(f, multiplyIndex, i, (w) => words[w]!);
    copy(f, element(STATE, i), SUM);
  }
  return f;
}

/** (): state = [input 0, input 1, 0, 2 · 2^64]: the start of a hash of two elements, which is what trees are made of. */
function startPair(multiplyIndex: number): WasmFunction {
  const f = new WasmFunction(0);
  const words = Array.from({ length: WORDS }, () => f.local());
  for (let i = 0; i < 2; i++) {
    convertInput(f, multiplyIndex, i, (w) => words[w]!);
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
    convertInput(f, multiplyIndex, i, (w) => words[w]!);
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
  for (let w = 0; w < WORDS; w++) {
    f.address(0).constant(0n);
    for (let k = 0; k < LIMBS; k++) {
      const shift = k * Number(LIMB_BITS) - w * 64;
      if (shift >= 64 || shift <= -Number(LIMB_BITS)) continue;
      f.address(0).load(SCRATCH + k * 8);
      if (shift >= 0) f.shiftLeft(BigInt(shift));
      else f.shiftRightUnsigned(BigInt(-shift));
      f.or();
    }
    f.store(IO + w * 8);
  }
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

/** The Poseidon2 sponge's machine: `words` holds four elements of four 64-bit words, lowest first. */
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
  const constants = (base: number, values: readonly bigint[], factor: bigint): void => {
    const limbs = new BigUint64Array(values.flatMap((value) => limbsOf((value * factor) % P)));
    module.data(base, new Uint8Array(limbs.buffer));
  };
  constants(R_SQUARED, [R], R);
  constants(R_ONCE, [R], 1n);
  constants(ONE, [1n], 1n);
  constants(FULL, POSEIDON2_FULL_ROUNDS.flat(), R);
  constants(ENTER_PARTIAL, [POSEIDON2_PARTIAL_ROUNDS[0]!], R);
  constants(PAIR_CAPACITY, [2n << 64n], R);
  constants(PARTIAL, POSEIDON2_PARTIAL_ROUNDS, R);

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
