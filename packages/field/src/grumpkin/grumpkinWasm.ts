import {
  add,
  ELEMENT_BYTES,
  element,
  elementBytes,
  limbsToWords,
  multiply,
  multiplySmall,
  R,
  square,
  subtract,
  WORDS,
  wordsToLimbs,
} from "../fieldWasm.ts";
import { FIELD_MODULUS } from "../modulus.ts";
import { WasmFunction, type WasmMemory, WasmModule } from "../WasmModule.ts";
import { GRUMPKIN_BETA } from "./grumpkin.ts";

/** Bytes of a point: X, Y, Z in homogeneous coordinates, x = X/Z, y = Y/Z, infinity (0, 1, 0). */
export const POINT_BYTES = 3 * ELEMENT_BYTES;

// Memory layout: two elements that JavaScript writes and reads, constants, scratch space, then points.
const IO = 0;
const R_SQUARED = IO + 2 * WORDS * 8;
const ONE = element(R_SQUARED, 1);
const R_ONCE = element(R_SQUARED, 2);
const BETA = element(R_SQUARED, 3);
/** Never written, so zero. */
const ZERO = element(R_SQUARED, 4);
const SCRATCH = element(R_SQUARED, 5);
const POWERS = element(SCRATCH, 8);
const POINTS = element(POWERS, 16);

/** Grumpkin in WebAssembly. Points are named by their number; all functions leave coordinates below 2.1p. */
export interface GrumpkinMachine {
  /** Two field elements of four 64-bit words, lowest first: input of `load`, output of `x`. */
  readonly words: BigUint64Array;
  /** Address of the n-th point. */
  point(n: number): number;
  /** (to): the affine point in `words`. */
  load(to: number): void;
  /** (to): infinity. */
  infinity(to: number): void;
  /** (to, a, b): a + b, for any two points, equal, opposite or infinity. */
  add(to: number, a: number, b: number): void;
  /** (to, a): 2a. */
  double(to: number, a: number): void;
  /** (to, a): −a. */
  negate(to: number, a: number): void;
  /** (to, a): (β·x, y), which is a times the endomorphism's constant. */
  endomorphism(to: number, a: number): void;
  /** (a): words = [X/Z, Z], below 2p; X/Z is 0 at infinity. */
  x(a: number): void;
}

type Call = (to: number, a: number, b?: number) => void;

/** Lets formulas be written over registers; numbers at or above POINTS are not among them. */
interface Formula {
  readonly f: WasmFunction;
  readonly mul: Call;
  readonly sqr: Call;
  readonly add: Call;
  readonly sub: Call;
  readonly times8: Call;
  readonly times51: Call;
  /** times 153 = 3·51. */
  readonly times153: Call;
}

/** A register is scratch element n, or coordinate c of the point in parameter p written as `at(p, c)`. */
const at = (parameter: number, coordinate: number): number => -(1 + parameter * 3 + coordinate);

function formula(
  parameters: number,
  indices: Readonly<Record<Exclude<keyof Formula, "f">, number>>,
): Formula {
  const f = new WasmFunction(parameters);
  const push = (register: number): void => {
    if (register >= 0) {
      f.address(element(SCRATCH, register));
      return;
    }
    const place = -register - 1;
    f.get(Math.floor(place / 3))
      .address((place % 3) * ELEMENT_BYTES)
      .addAddress();
  };
  const call =
    (index: number): Call =>
    (to, a, b) => {
      push(to);
      push(a);
      if (b !== undefined) push(b);
      f.call(index);
    };
  return {
    f,
    mul: call(indices.mul),
    sqr: call(indices.sqr),
    add: call(indices.add),
    sub: call(indices.sub),
    times8: call(indices.times8),
    times51: call(indices.times51),
    times153: call(indices.times153),
  };
}

/**
 * Complete addition for y² = x³ + b with 3b = −51: there are no exceptional cases, so hostile points need no special handling.
 * Renes, Costello, Batina: "Complete addition formulas for prime order elliptic curves" (2015), algorithm 7.
 */
function pointAdd({ f, mul, add, sub, times51 }: Formula): WasmFunction {
  const [t0, t1, t2, t3, t4, t5, t6] = [0, 1, 2, 3, 4, 5, 6];
  mul(t0, at(1, 0), at(2, 0)); // X1·X2
  mul(t1, at(1, 1), at(2, 1)); // Y1·Y2
  mul(t2, at(1, 2), at(2, 2)); // Z1·Z2
  add(t3, at(1, 0), at(1, 1));
  add(t4, at(2, 0), at(2, 1));
  mul(t3, t3, t4);
  add(t4, t0, t1);
  sub(t3, t3, t4); // X1·Y2 + X2·Y1
  add(t4, at(1, 1), at(1, 2));
  add(t5, at(2, 1), at(2, 2));
  mul(t4, t4, t5);
  add(t5, t1, t2);
  sub(t4, t4, t5); // Y1·Z2 + Y2·Z1
  add(t5, at(1, 0), at(1, 2));
  add(t6, at(2, 0), at(2, 2));
  mul(t5, t5, t6);
  add(t6, t0, t2);
  sub(t5, t5, t6); // X1·Z2 + X2·Z1
  add(t6, t0, t0);
  add(t0, t6, t0); // 3·X1·X2
  times51(t2, t2); // −3b·Z1·Z2
  sub(t6, t1, t2); // Y1·Y2 + 3b·Z1·Z2
  add(t1, t1, t2); // Y1·Y2 − 3b·Z1·Z2
  times51(t5, t5); // −3b·(X1·Z2 + X2·Z1)
  mul(t2, t3, t1);
  mul(7, t4, t5);
  add(at(0, 0), t2, 7);
  mul(t5, t5, t0);
  mul(t1, t1, t6);
  sub(at(0, 1), t1, t5);
  mul(t0, t0, t3);
  mul(t6, t6, t4);
  add(at(0, 2), t6, t0);
  return f;
}

/** Complete doubling, algorithm 9 of the same paper. */
function pointDouble({ f, mul, sqr, add, sub, times8, times51, times153 }: Formula): WasmFunction {
  const [t0, t1, t2, t3, t4, t5] = [0, 1, 2, 3, 4, 5];
  sqr(t0, at(1, 1)); // Y²
  times8(t1, t0); // 8Y²
  mul(t2, at(1, 1), at(1, 2)); // Y·Z
  sqr(t3, at(1, 2)); // Z²
  mul(t4, at(1, 0), at(1, 1)); // X·Y
  times153(t5, t3); // −9b·Z²
  times51(t3, t3); // −3b·Z²
  add(t5, t0, t5); // Y² − 9b·Z²
  sub(t0, t0, t3); // Y² + 3b·Z²
  mul(t3, t3, t1);
  mul(at(0, 2), t2, t1);
  mul(t0, t5, t0);
  sub(at(0, 1), t0, t3);
  mul(t4, t5, t4);
  add(at(0, 0), t4, t4);
  return f;
}

function storeConstant(f: WasmFunction, offset: number, value: bigint): void {
  const bytes = new BigUint64Array(elementBytes([value], R).slice().buffer);
  bytes.forEach((limb, k) => {
    f.get(0)
      .constant(limb)
      .store(offset + k * 8);
  });
}

/** Generates and compiles the module with room for `points` points. */
export function grumpkinWasm(points: number): GrumpkinMachine {
  const module = new WasmModule();
  module.data(R_SQUARED, elementBytes([R], R));
  module.data(ONE, elementBytes([1n], 1n));
  module.data(R_ONCE, elementBytes([1n], R));
  module.data(BETA, elementBytes([GRUMPKIN_BETA], R));
  const indices = {
    mul: module.add(multiply()),
    sqr: module.add(square()),
    add: module.add(add()),
    sub: module.add(subtract()),
    times8: module.add(multiplySmall(8n)),
    times51: module.add(multiplySmall(51n)),
    times153: module.add(multiplySmall(153n)),
  };
  module.add(pointAdd(formula(3, indices)), "add");
  module.add(pointDouble(formula(2, indices)), "double");
  module.add(load(indices.mul), "load");
  module.add(infinity(), "infinity");
  module.add(scaled(indices.mul, indices.sub, "negate"), "negate");
  module.add(scaled(indices.mul, indices.sub, "endomorphism"), "endomorphism");
  module.add(affineX(indices.mul, indices.sqr), "x");
  const exports = module.instantiate(POINTS + points * POINT_BYTES) as Omit<
    GrumpkinMachine,
    "words" | "point"
  > & {
    readonly memory: WasmMemory;
  };
  return {
    words: new BigUint64Array(exports.memory.buffer, IO, 2 * WORDS),
    point: (n) => POINTS + n * POINT_BYTES,
    load: exports.load,
    infinity: exports.infinity,
    add: exports.add,
    double: exports.double,
    negate: exports.negate,
    endomorphism: exports.endomorphism,
    x: exports.x,
  };
}

function load(mul: number): WasmFunction {
  const f = new WasmFunction(1);
  const words = Array.from({ length: WORDS }, () => f.local());
  for (const coordinate of [0, 1]) {
    wordsToLimbs(f, SCRATCH, IO + coordinate * WORDS * 8, words);
    f.get(0)
      .address(coordinate * ELEMENT_BYTES)
      .addAddress()
      .address(SCRATCH)
      .address(R_SQUARED)
      .call(mul);
  }
  storeConstant(f, 2 * ELEMENT_BYTES, 1n);
  return f;
}

function infinity(): WasmFunction {
  const f = new WasmFunction(1);
  [0n, 1n, 0n].forEach((value, coordinate) => void storeConstant(f, coordinate * ELEMENT_BYTES, value));
  return f;
}

function scaled(mul: number, sub: number, what: "negate" | "endomorphism"): WasmFunction {
  const f = new WasmFunction(2);
  const place = (parameter: number, coordinate: number): void =>
    void f
      .get(parameter)
      .address(coordinate * ELEMENT_BYTES)
      .addAddress();
  const changed = what === "negate" ? 1 : 0;
  for (const coordinate of [0, 1, 2]) {
    place(0, coordinate);
    if (coordinate !== changed) {
      // Multiplying by one copies and keeps the value small.
      place(1, coordinate);
      f.address(R_ONCE).call(mul);
    } else if (what === "negate") {
      f.address(ZERO);
      place(1, coordinate);
      f.call(sub);
    } else {
      place(1, coordinate);
      f.address(BETA).call(mul);
    }
  }
  return f;
}

/** X/Z = X·Z^(p−2), by windows of four bits, and Z, out of Montgomery form. */
function affineX(mul: number, sqr: number): WasmFunction {
  const f = new WasmFunction(1);
  const z = (): void =>
    void f
      .get(0)
      .address(2 * ELEMENT_BYTES)
      .addAddress();
  const power = (n: number): number => element(POWERS, n);
  f.address(power(1));
  z();
  f.address(R_ONCE).call(mul);
  for (let n = 2; n < 16; n++)
    f.address(power(n))
      .address(power(n - 1))
      .address(power(1))
      .call(mul);
  const digits = [...(FIELD_MODULUS - 2n).toString(16)].map((digit) => Number.parseInt(digit, 16));
  const result = element(SCRATCH, 0);
  f.address(result).address(power(digits[0]!)).address(R_ONCE).call(mul);
  for (const digit of digits.slice(1)) {
    for (let i = 0; i < 4; i++) f.address(result).address(result).call(sqr);
    if (digit !== 0) f.address(result).address(result).address(power(digit)).call(mul);
  }
  f.address(result).address(result).get(0).call(mul);
  f.address(result).address(result).address(ONE).call(mul);
  limbsToWords(f, IO, result);
  f.address(result);
  z();
  f.address(ONE).call(mul);
  limbsToWords(f, IO + WORDS * 8, result);
  return f;
}
