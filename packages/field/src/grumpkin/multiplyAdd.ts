import { putWords, takeWords } from "../fieldWasm.ts";
import { GRUMPKIN_GENERATOR, GRUMPKIN_LATTICE, GRUMPKIN_ORDER, type PublicKey } from "./grumpkin.ts";
import { type GrumpkinMachine, grumpkinWasm } from "./grumpkinWasm.ts";

/** Window bits. Odd multiples of the generator are precomputed; those of the other point are computed for each call. */
const GENERATOR_WINDOW = 8;
const POINT_WINDOW = 5;
/** Digits of a half scalar: below 2^127, plus a carry. */
const DIGITS = 128;

/** Points' numbers: accumulator, scratch, then for each table the odd multiples and their opposites. */
const ACCUMULATOR = 0;
const DOUBLE = 1;
const FIRST_TABLE = 2;

/** Odd multiples 1, 3, 5, … of a point, each followed by its opposite, from point number `first` on. */
interface Table {
  readonly first: number;
  readonly window: number;
}

const GENERATOR_TABLE = { first: FIRST_TABLE, window: GENERATOR_WINDOW };
const GENERATOR_ENDO_TABLE = after(GENERATOR_TABLE, GENERATOR_WINDOW);
const POINT_TABLE = after(GENERATOR_ENDO_TABLE, POINT_WINDOW);
const POINT_ENDO_TABLE = after(POINT_TABLE, POINT_WINDOW);
const POINTS = after(POINT_ENDO_TABLE, 1).first;

function after(table: Table, window: number): Table {
  return { first: table.first + 2 * multiples(table), window };
}

function multiples({ window }: Table): number {
  return 2 ** (window - 2);
}

let machine: GrumpkinMachine | undefined;

function prepared(): GrumpkinMachine {
  if (machine === undefined) {
    machine = grumpkinWasm(POINTS);
    fillTables(machine, GRUMPKIN_GENERATOR, GENERATOR_TABLE, GENERATOR_ENDO_TABLE);
  }
  return machine;
}

/**
 * x-coordinate of `s·G + e·point` on Grumpkin, or undefined at infinity. For public values only: its time depends on them.
 *
 * The two scalars are halved by the curve's endomorphism; the four halves, in non-adjacent form, share one chain of doublings.
 *
 * @param s - 0 … order − 1
 * @param point - on the curve; the caller has checked
 * @param e - 0 … order − 1
 */
export function multiplyAdd(s: bigint, point: PublicKey, e: bigint): bigint | undefined {
  const curve = prepared();
  fillTables(curve, point, POINT_TABLE, POINT_ENDO_TABLE);
  const [s1, s2] = halves(s);
  const [e1, e2] = halves(e);
  const chains: [table: Table, digits: Int16Array][] = [
    [GENERATOR_TABLE, nonAdjacentForm(s1, GENERATOR_WINDOW)],
    [GENERATOR_ENDO_TABLE, nonAdjacentForm(s2, GENERATOR_WINDOW)],
    [POINT_TABLE, nonAdjacentForm(e1, POINT_WINDOW)],
    [POINT_ENDO_TABLE, nonAdjacentForm(e2, POINT_WINDOW)],
  ];
  const sum = curve.point(ACCUMULATOR);
  curve.infinity(sum);
  let isEmpty = true;
  for (let i = DIGITS - 1; i >= 0; i--) {
    if (!isEmpty) curve.double(sum, sum);
    for (const [table, digits] of chains) {
      const digit = digits[i]!;
      if (digit === 0) continue;
      const multiple = Math.abs(digit) >> 1;
      curve.add(sum, sum, curve.point(table.first + 2 * multiple + (digit < 0 ? 1 : 0)));
      isEmpty = false;
    }
  }
  curve.x(sum);
  const z = takeWords(curve.words, 4);
  return z === 0n ? undefined : takeWords(curve.words, 0);
}

function fillTables(curve: GrumpkinMachine, point: PublicKey, plain: Table, endo: Table): void {
  const place = (table: Table, multiple: number): number => curve.point(table.first + 2 * multiple);
  putWords(curve.words, 0, point.x);
  putWords(curve.words, 4, point.y);
  curve.load(place(plain, 0));
  curve.double(curve.point(DOUBLE), place(plain, 0));
  for (let i = 0; i < multiples(plain); i++) {
    if (i > 0) curve.add(place(plain, i), place(plain, i - 1), curve.point(DOUBLE));
    curve.endomorphism(place(endo, i), place(plain, i));
    for (const table of [plain, endo]) {
      curve.negate(curve.point(table.first + 2 * i + 1), place(table, i));
    }
  }
}

/** k = k1 + k2·λ mod order with |k1|, |k2| < 2^127 (half the basis), by rounding in the lattice of the endomorphism's constant λ. */
function halves(k: bigint): [k1: bigint, k2: bigint] {
  const [[a1, b1], [a2, b2]] = GRUMPKIN_LATTICE;
  const c1 = (b2 * k + GRUMPKIN_ORDER / 2n) / GRUMPKIN_ORDER;
  const c2 = (-b1 * k + GRUMPKIN_ORDER / 2n) / GRUMPKIN_ORDER;
  return [k - c1 * a1 - c2 * a2, -c1 * b1 - c2 * b2];
}

/** Digits, lowest first, that are zero or odd and below 2^(window−1) in size, at most one in `window` of them not zero. */
function nonAdjacentForm(scalar: bigint, window: number): Int16Array {
  const digits = new Int16Array(DIGITS);
  const sign = scalar < 0n ? -1 : 1;
  const bits = (scalar < 0n ? -scalar : scalar).toString(2);
  const bit = (i: number): number => (i < bits.length && bits.charCodeAt(bits.length - 1 - i) === 49 ? 1 : 0);
  let carry = 0;
  for (let i = 0; i < DIGITS; ) {
    if (bit(i) === carry) {
      i++;
      continue;
    }
    let digit = carry;
    for (let j = 0; j < window; j++) digit += bit(i + j) << j;
    carry = digit >> (window - 1);
    digits[i] = sign * (digit - (carry << window));
    i += window;
  }
  return digits;
}
