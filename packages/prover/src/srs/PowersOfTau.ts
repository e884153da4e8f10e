import { inverse, putWords, WORDS } from "@trellis/field";
import { FIELD_MODULUS } from "@trellis/protocol";
import { G1_POINT_BYTES } from "./g1FromFile.ts";
import { BASE_FIELD_MODULUS, type G1Machine, g1Wasm, RECORD_WORDS } from "./g1Wasm.ts";

/** Maximum number of points per call: bounds the reserved memory. */
export const MAX_POINTS_PER_CALL = 8192;
const SCALAR_BITS = 256;

/**
 * Computes consecutive powers of tau on G1 of BN254: fixed-base windows with signed digits over a table of affine points. A call
 * processes each window for all its points together, so they share one inversion and an addition costs six multiplications.
 *
 * A table costs 2^windowBits · 256 / windowBits / 2 additions: 8 bits for a few thousand points, 16 bits (76 MB) for millions.
 *
 * No addition meets equal or opposite points, which the affine formula cannot add. A scalar k is replaced by k - r if that is smaller
 * in size, and windows are added from the lowest up: a digit d of weight W = 2^(windowBits · window) meets the sum s of the lower ones,
 * 0 < |s| < W. The points are equal or opposite only if r divides dW - s or dW + s. Neither is 0. With the highest digit the second is
 * ±k, and the first is below r/2 + 2W ≤ r/2 + 2^249 < r in size; with a lower digit both are below 2^249.
 */
export class PowersOfTau {
  readonly #tau: bigint;
  readonly #windowBits: 8 | 16;
  readonly #machine: G1Machine;
  /** Index of the first point after the table. The sums start there. */
  readonly #sums: number;
  readonly #scalars = new BigUint64Array(MAX_POINTS_PER_CALL * WORDS);
  #pending = 0;

  /** Builds the table: about 0.05 s for 8 bits, 0.4 s for 16. */
  constructor(tau: bigint, windowBits: 8 | 16) {
    this.#tau = tau;
    this.#windowBits = windowBits;
    this.#sums = (SCALAR_BITS / windowBits) * (1 << (windowBits - 1));
    this.#machine = g1Wasm(this.#sums + MAX_POINTS_PER_CALL, MAX_POINTS_PER_CALL);
    this.#fillTable();
  }

  /**
   * `scalar·G, scalar·tau·G, … ` — `count` points of 64 bytes, x ‖ y big-endian.
   *
   * @param scalar - the first multiple, in 1 … field modulus - 1
   * @param count - at most {@link MAX_POINTS_PER_CALL}
   * @throws RangeError if either is out of range
   */
  points(scalar: bigint, count: number): Uint8Array<ArrayBuffer> {
    if (!Number.isInteger(count) || count < 1 || count > MAX_POINTS_PER_CALL)
      throw new RangeError(`bad count ${count}`);
    if (scalar < 1n || scalar >= FIELD_MODULUS) throw new RangeError("bad scalar");
    this.#multiply(this.#writeScalars(scalar, count), count);
    const bytes = new Uint8Array(count * G1_POINT_BYTES);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < count; i++)
      this.#machine.read(this.#machine.point(this.#sums + i), view, i * G1_POINT_BYTES);
    return bytes;
  }

  /** Stores the sizes of the scalars, at most half the modulus; returns which of them (1) are of the opposite sign. */
  #writeScalars(first: bigint, count: number): Uint8Array {
    const opposite = new Uint8Array(count);
    let power = first;
    for (let i = 0; i < count; i++) {
      const isLarge = 2n * power > FIELD_MODULUS;
      if (isLarge) opposite[i] = 1;
      putWords(this.#scalars, i * WORDS, isLarge ? FIELD_MODULUS - power : power);
      power = (power * this.#tau) % FIELD_MODULUS;
    }
    return opposite;
  }

  /** Sum i becomes the generator times scalar i. */
  #multiply(opposite: Uint8Array, count: number): void {
    const half = 1 << (this.#windowBits - 1);
    const windows = SCALAR_BITS / this.#windowBits;
    const digits =
      this.#windowBits === 16 ? new Uint16Array(this.#scalars.buffer) : new Uint8Array(this.#scalars.buffer);
    const started = new Uint8Array(count);
    const carries = new Uint8Array(count);
    // A scalar is below 2^253, so the last window never carries.
    for (let window = 0; window < windows; window++) {
      for (let i = 0; i < count; i++) {
        let digit = digits[i * windows + window]! + carries[i]!;
        carries[i] = digit > half ? 1 : 0;
        if (digit > half) digit -= 2 * half;
        if (digit === 0) continue;
        const sum = this.#machine.point(this.#sums + i);
        const entry = this.#machine.point(window * half + Math.abs(digit) - 1);
        const negated = opposite[i]! ^ (digit < 0 ? 1 : 0);
        if (started[i] === 0) {
          this.#machine.copy(sum, entry, negated);
          started[i] = 1;
        } else this.#add(sum, sum, entry, negated);
      }
      this.#flush();
    }
  }

  /** Row w holds 1 … 2^(windowBits-1) times 2^(w · windowBits) · G: powers of two first, then all up to each power from those below it. */
  #fillTable(): void {
    const half = 1 << (this.#windowBits - 1);
    const windows = SCALAR_BITS / this.#windowBits;
    const entry = (window: number, multiple: number): number =>
      this.#machine.point(window * half + multiple - 1);
    let [x, y] = [1n, 2n];
    for (let window = 0; window < windows; window++) {
      for (let power = 1; power <= half; power *= 2) {
        this.#machine.write(entry(window, power), x, y);
        [x, y] = double(x, y);
      }
    }
    for (let power = 2; power < half; power *= 2) {
      for (let window = 0; window < windows; window++) {
        for (let rest = 1; rest < power; rest++)
          this.#add(entry(window, power + rest), entry(window, rest), entry(window, power), 0);
      }
      this.#flush();
    }
  }

  /** Queues an addition. It runs with others once {@link MAX_POINTS_PER_CALL} wait, or at {@link #flush}. */
  #add(to: number, a: number, b: number, negated: number): void {
    const { records } = this.#machine;
    const at = this.#pending * RECORD_WORDS;
    records[at] = to;
    records[at + 1] = a;
    records[at + 2] = b;
    records[at + 3] = negated;
    if (++this.#pending === MAX_POINTS_PER_CALL) this.#flush();
  }

  #flush(): void {
    this.#machine.addAll(this.#pending);
    this.#pending = 0;
  }
}

/** Twice an affine point of y² = x³ + 3. */
function double(x: bigint, y: bigint): [bigint, bigint] {
  const p = BASE_FIELD_MODULUS;
  const slope = (3n * x * x * inverse(2n * y, p)) % p;
  const x2 = (slope * slope + 2n * (p - x)) % p;
  return [x2, (slope * (x + p - x2) + p - y) % p];
}
