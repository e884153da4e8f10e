import {
  add,
  ELEMENT_BYTES,
  element,
  elementBytes,
  inverse,
  LIMB_BITS,
  LIMB_MASK,
  LIMBS,
  limbsToWords,
  multiply,
  R,
  square,
  storeAtFirst,
  storeReduced,
  subtract,
  WasmFunction,
  type WasmMemory,
  WasmModule,
  WORDS,
  wasmField,
} from "@trellis/field";

/** The field of the coordinates of G1 of BN254, y² = x³ + 3. */
export const BASE_FIELD_MODULUS = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

const FIELD = wasmField(BASE_FIELD_MODULUS);
/** Bytes of a point in memory: affine x and y, Montgomery form. */
const POINT_BYTES = 2 * ELEMENT_BYTES;
/** 32-bit words of an addition's record: addresses of the sum and of two points, and whether the second is negated (1) or not (0). */
export const RECORD_WORDS = 4;
const RECORD_BYTES = RECORD_WORDS * 4;

// Memory: a coordinate that JavaScript reads, constants, scratch space; then by size: records, differences, products, points.
const IO = 0;
const ONE = IO + WORDS * 8;
/** Never written, so zero. */
const ZERO = element(ONE, 1);
const SCRATCH = element(ONE, 2);
const SLOPE = element(ONE, 3);
const RISE = element(ONE, 4);
/** Inverse of the product of the remaining differences. */
const RUNNING = element(ONE, 5);
const RECORDS = element(ONE, 6);

/** Additions of affine points of G1, many at a time, in WebAssembly. Points are named by their address. */
export interface G1Machine {
  /** The additions that {@link addAll} performs, {@link RECORD_WORDS} for each. */
  readonly records: Int32Array;
  /** Address of the n-th point. */
  point(n: number): number;
  /** Writes a point. */
  write(to: number, x: bigint, y: bigint): void;
  /** (to, a, negated): copies a point, or its opposite when `negated` is 1. */
  copy(to: number, a: number, negated: number): void;
  /**
   * Performs the first `count` additions of `records`. A sum may replace the first point of its own addition. It must not be an operand
   * of another addition.
   *
   * @throws RangeError if two points to be added are equal or opposite; then nothing is changed
   */
  addAll(count: number): void;
  /** Writes x ‖ y, big-endian, at `offset`. */
  read(a: number, target: DataView, offset: number): void;
}

/** Functions of the module. */
interface G1Exports {
  readonly memory: WasmMemory;
  readonly copy: (to: number, a: number, negated: number) => void;
  /** (count, records, differences, products): differences[i] = x₂ − x₁ of record i, products[i + 1] = products[i] · differences[i]. */
  readonly collect: (count: number, records: number, differences: number, products: number) => void;
  /** The same with the addresses after the last: the sums, from the last to the first. */
  readonly finish: (count: number, records: number, differences: number, products: number) => void;
  /** (a): IO = the coordinate a, reduced, as words. */
  readonly coordinate: (a: number) => void;
}

/** Field functions by index in the module. */
interface Field {
  readonly mul: number;
  readonly sqr: number;
  readonly add: number;
  readonly sub: number;
  readonly thirdX: number;
}

/**
 * Generates and compiles the module (milliseconds).
 *
 * @param points - points it has room for
 * @param batch - maximum number of additions per call of `addAll`
 */
export function g1Wasm(points: number, batch: number): G1Machine {
  const differences = RECORDS + batch * RECORD_BYTES;
  const products = element(differences, batch);
  const firstPoint = element(products, batch + 1);
  const module = new WasmModule();
  module.data(ONE, elementBytes([1n], 1n, FIELD));
  module.data(products, elementBytes([1n], R, FIELD));
  const field: Field = {
    mul: module.add(multiply(FIELD)),
    sqr: module.add(square(FIELD)),
    add: module.add(add(FIELD)),
    sub: module.add(subtract(FIELD)),
    thirdX: module.add(thirdX()),
  };
  module.add(copy(field), "copy");
  module.add(collect(field), "collect");
  module.add(finish(field), "finish");
  module.add(coordinate(field), "coordinate");
  const wasm = module.instantiate(firstPoint + points * POINT_BYTES) as G1Exports;
  const { buffer } = wasm.memory;
  const bytes = new Uint8Array(buffer);
  const words = new Uint32Array(buffer, IO, 2 * WORDS);
  return {
    records: new Int32Array(buffer, RECORDS, batch * RECORD_WORDS),
    point: (n) => firstPoint + n * POINT_BYTES,
    write: (to, x, y) => bytes.set(elementBytes([x, y], R, FIELD), to),
    copy: wasm.copy,
    addAll(count) {
      if (!Number.isInteger(count) || count < 0 || count > batch) throw new RangeError(`bad count ${count}`);
      wasm.collect(count, RECORDS, differences, products);
      const product = new BigUint64Array(buffer, element(products, count), LIMBS);
      // The product is z·R, its inverse in the same form R² / (z·R).
      const value = product.reduce((sum, limb, k) => sum + (limb << (BigInt(k) * LIMB_BITS)), 0n);
      if (value % BASE_FIELD_MODULUS === 0n) throw new RangeError("two points are equal or opposite");
      bytes.set(elementBytes([inverse(value, BASE_FIELD_MODULUS) * R], R, FIELD), RUNNING);
      wasm.finish(
        count,
        RECORDS + count * RECORD_BYTES,
        element(differences, count),
        element(products, count),
      );
    },
    read(a, target, offset) {
      for (const half of [0, 1]) {
        wasm.coordinate(element(a, half));
        for (let i = 0; i < 8; i++) target.setUint32(offset + 32 * half + 4 * i, words[7 - i]!);
      }
    },
  };
}

/** Pushes the address in `local` plus `offset`. */
function pushAt(f: WasmFunction, local: number, offset = 0): void {
  f.get(local);
  if (offset !== 0) f.address(offset).addAddress();
}

/** (to, a, b, c): to = a − 2b − c. */
function thirdX(): WasmFunction {
  const f = new WasmFunction(4);
  const push = (k: number): void => {
    const load = (parameter: number): void => void f.get(parameter).load(k * 8);
    load(1);
    f.constant(7n * FIELD.limbs[k]!).add();
    load(2);
    f.shiftLeft(1n).sub();
    load(3);
    f.sub();
  };
  // 7p exceeds what is subtracted, three times less than 2.1p; a limb falls to −3·2^29 at most.
  storeReduced(f, 3n, push, storeAtFirst(f), FIELD);
  return f;
}

function copy({ sub }: Field): WasmFunction {
  const f = new WasmFunction(3);
  const copyLimbs = (offset: number): void => {
    for (let k = 0; k < LIMBS; k++) {
      f.get(0)
        .get(1)
        .load(offset + k * 8)
        .store(offset + k * 8);
    }
  };
  copyLimbs(0);
  f.get(2).choose(
    () => {
      pushAt(f, 0, ELEMENT_BYTES);
      f.address(ZERO);
      pushAt(f, 1, ELEMENT_BYTES);
      f.call(sub);
    },
    () => copyLimbs(ELEMENT_BYTES),
  );
  return f;
}

/** Locals in which a pass over the records keeps its place. */
const COUNT = 0;
const RECORD = 1;
const DIFFERENCE = 2;
const PRODUCT = 3;

/** Moves on by one record, or back by one. */
function advance(f: WasmFunction, direction: 1 | -1): void {
  for (const [local, step] of [
    [RECORD, RECORD_BYTES],
    [DIFFERENCE, ELEMENT_BYTES],
    [PRODUCT, ELEMENT_BYTES],
  ] as const) {
    f.get(local)
      .address(direction * step)
      .addAddress()
      .set(local);
  }
}

/** Repeats `body` until `COUNT` records are done. */
function forEachRecord(f: WasmFunction, body: () => void): void {
  f.get(COUNT).choose(
    () =>
      void f.repeat(() => {
        body();
        f.get(COUNT).address(-1).addAddress().set(COUNT);
        f.get(COUNT).address(0).differAddress();
      }),
    () => {},
  );
}

function collect({ mul, sub }: Field): WasmFunction {
  const f = new WasmFunction(4);
  forEachRecord(f, () => {
    f.get(DIFFERENCE).get(RECORD).loadAddress(8).get(RECORD).loadAddress(4).call(sub);
    pushAt(f, PRODUCT, ELEMENT_BYTES);
    f.get(PRODUCT).get(DIFFERENCE).call(mul);
    advance(f, 1);
  });
  return f;
}

/** With s = (y₁ ∓ y₂) / (x₂ − x₁), the slope's opposite: x₃ = s² − x₁ − x₂ and y₃ = s·(x₃ − x₁) − y₁. */
function finish({ mul, sqr, add, sub, thirdX }: Field): WasmFunction {
  const f = new WasmFunction(4);
  const [to, a, b] = [f.addressLocal(), f.addressLocal(), f.addressLocal()];
  forEachRecord(f, () => {
    advance(f, -1);
    [to, a, b].forEach((local, i) => {
      f.get(RECORD)
        .loadAddress(4 * i)
        .set(local);
    });
    f.address(SLOPE).address(RUNNING).get(PRODUCT).call(mul);
    f.address(RUNNING).address(RUNNING).get(DIFFERENCE).call(mul);
    const rise = (operation: number) => (): void => {
      f.address(RISE);
      pushAt(f, a, ELEMENT_BYTES);
      pushAt(f, b, ELEMENT_BYTES);
      f.call(operation);
    };
    f.get(RECORD).loadAddress(12).choose(rise(add), rise(sub));
    f.address(SLOPE).address(SLOPE).address(RISE).call(mul);
    f.address(SCRATCH).address(SLOPE).call(sqr);
    f.address(SCRATCH).address(SCRATCH).get(a).get(b).call(thirdX); // x₃ − x₁
    f.address(SLOPE).address(SLOPE).address(SCRATCH).call(mul);
    f.get(to).address(SCRATCH).get(a).call(add);
    pushAt(f, to, ELEMENT_BYTES);
    f.address(SLOPE);
    pushAt(f, a, ELEMENT_BYTES);
    f.call(sub);
  });
  return f;
}

/** Out of Montgomery form, which leaves a value barely above p at most; then p is subtracted unless that falls below zero. */
function coordinate({ mul }: Field): WasmFunction {
  const f = new WasmFunction(1);
  f.address(SCRATCH).get(0).address(ONE).call(mul);
  const lowered: number[] = [];
  const borrow = f.local();
  for (let k = 0; k < LIMBS; k++) {
    const limb = f.local();
    f.address(0)
      .load(SCRATCH + k * 8)
      .constant(FIELD.limbs[k]!)
      .sub();
    if (k > 0) f.get(borrow).add();
    f.set(limb).get(limb).shiftRight(LIMB_BITS).set(borrow);
    if (k < LIMBS - 1) f.get(limb).constant(LIMB_MASK).and().set(limb);
    lowered.push(limb);
  }
  // All ones below zero, else none.
  const below = f.local();
  f.get(borrow).shiftRight(63n).set(below);
  lowered.forEach((limb, k) => {
    f.address(0)
      .address(0)
      .load(SCRATCH + k * 8)
      .get(below)
      .and();
    f.constant(-1n).get(below).sub().get(limb).and().or();
    f.store(SCRATCH + k * 8);
  });
  limbsToWords(f, IO, SCRATCH);
  return f;
}
