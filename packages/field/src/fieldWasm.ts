import { FIELD_MODULUS } from "./modulus.ts";
import { WasmFunction } from "./WasmModule.ts";

/*
 * Field arithmetic in generated WebAssembly, for any odd modulus p of 254 bits with R ≥ 169p: the scalar field of BN254, which the
 * ledger uses and which is the default everywhere, and its base field. An element is 9 limbs of 29 bits, each in an i64, lowest first.
 * A column of a product then has at most 18 terms of 58 bits plus carries, so it fits 64 bits without intermediate carries. Elements
 * are in Montgomery form with R = 2^261 and need not be reduced:
 *
 *   multiply, square   of values < a·p and < b·p with limbs < 2^29 give a value < (a·b/169 + 1.01)p with limbs < 2^29
 *   add, subtract, multiplySmall   of values < 2.1p give a value < 2.1p with limbs < 2^29
 *
 * The top limb contains everything above 2^232 and is never truncated.
 */

export const LIMBS = 9;
export const LIMB_BITS = 29n;
export const LIMB_MASK = (1n << LIMB_BITS) - 1n;
export const R_BITS = BigInt(LIMBS) * LIMB_BITS;
export const R = 1n << R_BITS;
export const ELEMENT_BYTES = LIMBS * 8;
/** 64-bit words in which elements enter and leave. */
export const WORDS = 4;

/** Address of the n-th element from `base` on. */
export function element(base: number, index: number): number {
  return base + index * ELEMENT_BYTES;
}

/** The inverse of a value that has one, in 1 … modulus − 1; by Euclid's algorithm. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, t0, t1] = [modulus, value % modulus, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % modulus) + modulus) % modulus;
}

/** The nine limbs of a number below 2^261, lowest first. */
export function limbsOf(value: bigint): bigint[] {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (BigInt(i) * LIMB_BITS)) & LIMB_MASK);
}

/** A modulus p with the constants that generated code needs. */
export interface WasmField {
  readonly modulus: bigint;
  readonly limbs: readonly bigint[];
  /** −p⁻¹ mod 2^29. */
  readonly negativeInverse: bigint;
  /** (c·p + 1) / 2^29 with c = −p⁻¹ mod 2^29: adding m·c·p to a number whose lowest limb is m turns that limb into a carry of m·this. */
  readonly shifted: readonly bigint[];
}

/**
 * @param modulus - an odd prime of 254 bits, at most R/169
 * @throws RangeError if it violates the bounds above
 */
export function wasmField(modulus: bigint): WasmField {
  if (modulus % 2n === 0n || modulus >> 253n !== 1n || modulus * 169n > R)
    throw new RangeError("the field arithmetic does not hold for this modulus");
  const negativeInverse = (1n << LIMB_BITS) - inverse(modulus & LIMB_MASK, 1n << LIMB_BITS);
  return {
    modulus,
    limbs: limbsOf(modulus),
    negativeInverse,
    shifted: limbsOf((negativeInverse * modulus + 1n) >> LIMB_BITS),
  };
}

const SCALAR_FIELD = wasmField(FIELD_MODULUS);
/** Limbs of the scalar field's modulus. */
export const P_LIMBS = SCALAR_FIELD.limbs;
/** Limbs that a Montgomery reduction folds with `shifted`. */
const SHIFTED_STEPS = LIMBS - 2;

/** Loads the limbs of the element at the address in `parameter` into locals. */
export function loadLimbs(f: WasmFunction, parameter: number): number[] {
  return Array.from({ length: LIMBS }, (_, i) => {
    const local = f.local();
    f.get(parameter)
      .load(i * 8)
      .set(local);
    return local;
  });
}

/** Pushes the sum of the values that `terms` push; zero if there are none. */
export function pushSum(f: WasmFunction, terms: readonly (() => void)[]): void {
  if (terms.length === 0) f.constant(0n);
  terms.forEach((term, i) => {
    term();
    if (i > 0) f.add();
  });
}

/** The pairs of limbs whose products form a column of a product. */
export function pairs(column: number): [number, number][] {
  const found: [number, number][] = [];
  for (let i = Math.max(0, column - LIMBS + 1); i <= Math.min(column, LIMBS - 1); i++)
    found.push([i, column - i]);
  return found;
}

/**
 * Montgomery reduction by columns. `pushColumn(k)` pushes column k of a product (0..16). The first seven limbs are folded
 * with `shifted`, which needs no multiplication to find the multiplier (the limb is the multiplier); the last two with p itself,
 * so that the result stays below product/R + (1 + 2^-28)p. Stores the result at the address in parameter 0.
 */
function reduceColumns(f: WasmFunction, field: WasmField, pushColumn: (column: number) => void): void {
  const folded: number[] = [];
  const carry = f.local();
  const column = f.local();
  for (let k = 0; k < 2 * LIMBS; k++) {
    pushColumn(k);
    // A multiplier of `shifted` acts from the next column on, a multiplier of p from its own.
    const terms = folded.flatMap((local, i) => {
      const limb = i < SHIFTED_STEPS ? field.shifted[k - i - 1] : field.limbs[k - i];
      return limb === undefined ? [] : [() => void f.get(local).constant(limb).mul()];
    });
    if (terms.length > 0) {
      pushSum(f, terms);
      f.add();
    }
    if (k > 0) f.get(carry).add();
    if (k < SHIFTED_STEPS) {
      const multiplier = f.local();
      f.set(column).get(column).constant(LIMB_MASK).and().set(multiplier);
      f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
      folded.push(multiplier);
    } else if (k < LIMBS) {
      const multiplier = f.local();
      f.set(column)
        .get(column)
        .constant(field.negativeInverse)
        .mul()
        .constant(LIMB_MASK)
        .and()
        .set(multiplier);
      f.get(column)
        .get(multiplier)
        .constant(field.limbs[0]!)
        .mul()
        .add()
        .shiftRightUnsigned(LIMB_BITS)
        .set(carry);
      folded.push(multiplier);
    } else {
      f.set(column);
      f.get(0).get(column);
      if (k < 2 * LIMBS - 1) f.constant(LIMB_MASK).and();
      f.store((k - LIMBS) * 8);
      if (k < 2 * LIMBS - 1) f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
    }
  }
}

/** (to, a, b): to = a·b/R. */
export function multiply(field = SCALAR_FIELD): WasmFunction {
  const f = new WasmFunction(3);
  const a = loadLimbs(f, 1);
  const b = loadLimbs(f, 2);
  reduceColumns(f, field, (k) =>
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
export function square(field = SCALAR_FIELD): WasmFunction {
  const f = new WasmFunction(2);
  const a = loadLimbs(f, 1);
  const doubled = a.map((local) => {
    const twice = f.local();
    f.get(local).shiftLeft(1n).set(twice);
    return twice;
  });
  reduceColumns(f, field, (k) =>
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
 * Stores at `to(k)` the value that `pushLimb(k)` pushes for each limb, minus the multiple of p that brings the value below 2.1p.
 * q = ⌊(top limb − slack) · ⌊2^40 / (p's top limb + 1)⌋ / 2^40⌋ never exceeds the true quotient and misses it by about one at most.
 *
 * @param slack - how many times 2^29 the lower limbs may be below zero
 */
export function storeReduced(
  f: WasmFunction,
  slack: bigint,
  pushLimb: (limb: number) => void,
  store: (limb: number, value: number) => void,
  field = SCALAR_FIELD,
): void {
  const limbs = Array.from({ length: LIMBS }, (_, k) => {
    const local = f.local();
    pushLimb(k);
    f.set(local);
    return local;
  });
  const quotient = f.local();
  f.get(limbs[LIMBS - 1]!)
    .constant(slack)
    .sub()
    .constant((1n << 40n) / (field.limbs[LIMBS - 1]! + 1n))
    .mul()
    .shiftRight(40n)
    .set(quotient);
  const column = f.local();
  const borrow = f.local();
  limbs.forEach((limb, k) => {
    f.get(limb).get(quotient).constant(field.limbs[k]!).mul().sub();
    if (k > 0) f.get(borrow).add();
    f.set(column);
    if (k < LIMBS - 1) {
      f.get(column).shiftRight(LIMB_BITS).set(borrow);
      f.get(column).constant(LIMB_MASK).and().set(column);
    }
    store(k, column);
  });
}

/** Stores limbs at the address in parameter 0. */
export function storeAtFirst(f: WasmFunction): (limb: number, value: number) => void {
  return (k, value) =>
    void f
      .get(0)
      .get(value)
      .store(k * 8);
}

/** (to, a, b): to = a + b. */
export function add(field = SCALAR_FIELD): WasmFunction {
  const f = new WasmFunction(3);
  const push = (k: number): void => {
    f.get(1)
      .load(k * 8)
      .get(2)
      .load(k * 8)
      .add();
  };
  storeReduced(f, 0n, push, storeAtFirst(f), field);
  return f;
}

/** (to, a, b): to = a − b. */
export function subtract(field = SCALAR_FIELD): WasmFunction {
  const f = new WasmFunction(3);
  const push = (k: number): void => {
    f.get(1)
      .load(k * 8)
      .constant(3n * field.limbs[k]!)
      .add()
      .get(2)
      .load(k * 8)
      .sub();
  };
  storeReduced(f, 1n, push, storeAtFirst(f), field);
  return f;
}

/** (to, a): to = factor · a, for a factor of at most 8 bits. */
export function multiplySmall(factor: bigint): WasmFunction {
  const f = new WasmFunction(2);
  const push = (k: number): void => {
    f.get(1)
      .load(k * 8)
      .constant(factor)
      .mul();
  };
  storeReduced(f, 0n, push, storeAtFirst(f));
  return f;
}

/**
 * Stores the values that `pushLimb` pushes limb by limb at address `to`. Carries everything above 29 bits; the top limb takes the rest.
 * No value may be negative.
 */
export function storeWithCarry(
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
    if (k < LIMBS - 1) f.constant(LIMB_MASK).and();
    f.store(to + k * 8);
    if (k < LIMBS - 1) f.get(column).shiftRightUnsigned(LIMB_BITS).set(carry);
  }
}

/** Copies the element at the constant address `from` to `to`. */
export function copy(f: WasmFunction, to: number, from: number): void {
  for (let k = 0; k < LIMBS; k++) {
    f.address(0)
      .address(0)
      .load(from + k * 8)
      .store(to + k * 8);
  }
}

/** Converts the four words at address `from` to limbs at `to`, using `words` as locals. */
export function wordsToLimbs(f: WasmFunction, to: number, from: number, words: readonly number[]): void {
  words.forEach((word, w) => {
    f.address(0)
      .load(from + w * 8)
      .set(word);
  });
  for (let k = 0; k < LIMBS; k++) {
    const bit = k * Number(LIMB_BITS);
    const [low, shift] = [bit >> 6, bit & 63];
    f.address(0).get(words[low]!).shiftRightUnsigned(BigInt(shift));
    if (shift + Number(LIMB_BITS) > 64 && low + 1 < WORDS) {
      f.get(words[low + 1]!)
        .shiftLeft(BigInt(64 - shift))
        .or();
    }
    f.constant(LIMB_MASK)
      .and()
      .store(to + k * 8);
  }
}

/** Converts the limbs of a value below 2^256 at address `from` to four words at `to`. */
export function limbsToWords(f: WasmFunction, to: number, from: number): void {
  for (let w = 0; w < WORDS; w++) {
    f.address(0).constant(0n);
    for (let k = 0; k < LIMBS; k++) {
      const shift = k * Number(LIMB_BITS) - w * 64;
      if (shift >= 64 || shift <= -Number(LIMB_BITS)) continue;
      f.address(0).load(from + k * 8);
      if (shift >= 0) f.shiftLeft(BigInt(shift));
      else f.shiftRightUnsigned(BigInt(-shift));
      f.or();
    }
    f.store(to + w * 8);
  }
}

/** The bytes in memory of `values`, as they are or (factor R) in Montgomery form. */
export function elementBytes(values: readonly bigint[], factor: bigint, field = SCALAR_FIELD): Uint8Array {
  const limbs = new BigUint64Array(values.flatMap((value) => limbsOf((value * factor) % field.modulus)));
  return new Uint8Array(limbs.buffer);
}

/** Writes a field element as four words, lowest first. */
export function putWords(words: BigUint64Array, at: number, value: bigint): void {
  words[at] = value;
  words[at + 1] = value >> 64n;
  words[at + 2] = value >> 128n;
  words[at + 3] = value >> 192n;
}

/** The field element of four words whose value is below 2p. */
export function takeWords(words: BigUint64Array, at: number): bigint {
  const value = words[at]! | (words[at + 1]! << 64n) | (words[at + 2]! << 128n) | (words[at + 3]! << 192n);
  return value >= FIELD_MODULUS ? value - FIELD_MODULUS : value;
}
