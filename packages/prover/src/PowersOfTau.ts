import { FIELD_MODULUS } from "@trellis/protocol";

const FIELD_BYTES = 32;
const AFFINE_BYTES = 2 * FIELD_BYTES;
const JACOBIAN_BYTES = 3 * FIELD_BYTES;
const PAGE_BYTES = 0x10000;
/** Points of one call at most: bounds the memory that is set aside. */
export const MAX_POINTS_PER_CALL = 8192;

/** Pages that the curve's module itself needs. */
const MODULE_PAGES = 25;

/** What is used of the platform's WebAssembly, which the language's own library types leave out. */
type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number };
type Platform = {
  readonly WebAssembly: {
    readonly Memory: new (size: { initial: number }) => Memory;
    instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
  };
};

/** A WASM module of BN254, and where it keeps the generator of G1 (Jacobian, Montgomery form). */
export type CurveModule = { readonly code: Uint8Array<ArrayBuffer>; readonly generator: number };

/** Functions of the module; every argument is an address in its memory, or a count. */
type CurveExports = Readonly<Record<string, (...operands: number[]) => number>>;

/**
 * Computes consecutive powers of tau on G1 of BN254, in WASM: fixed-base windows with signed digits, so that a point costs
 * `256 / windowBits` mixed additions, and one shared inversion per call.
 *
 * A table costs 2^windowBits · 256 / windowBits / 2 additions: 8 bits for a few thousand points, 16 bits for millions.
 */
export class PowersOfTau {
  readonly #functions: CurveExports;
  readonly #memory: Memory;
  readonly #windowBits: 8 | 16;
  readonly #table: number;
  readonly #jacobian: number;
  readonly #affine: number;
  readonly #tau: number;
  readonly #power: number;
  readonly #plain: number;

  private constructor(
    functions: CurveExports,
    memory: Memory,
    windowBits: 8 | 16,
    tau: bigint,
    generator: number,
  ) {
    this.#functions = functions;
    this.#memory = memory;
    this.#windowBits = windowBits;
    const half = 1 << (windowBits - 1);
    const windows = 256 / windowBits;
    const columns = Math.max(MAX_POINTS_PER_CALL, half);
    const needed =
      windows * half * AFFINE_BYTES + columns * (JACOBIAN_BYTES + AFFINE_BYTES) + 3 * FIELD_BYTES;
    // What follows the memory in use is set aside at once; the curve's own batch functions need scratch space behind it.
    const scratch = columns * (JACOBIAN_BYTES + AFFINE_BYTES);
    let free = memory.buffer.byteLength;
    memory.grow(Math.ceil((needed + scratch) / PAGE_BYTES) + 1);
    const take = (bytes: number): number => {
      const at = free;
      free += bytes;
      return at;
    };
    this.#table = take(windows * half * AFFINE_BYTES);
    this.#jacobian = take(columns * JACOBIAN_BYTES);
    this.#affine = take(columns * AFFINE_BYTES);
    this.#tau = take(FIELD_BYTES);
    this.#power = take(FIELD_BYTES);
    this.#plain = take(FIELD_BYTES);
    // Address 0 of the module's memory holds its allocation pointer.
    new Uint32Array(memory.buffer, 0, 1)[0] = free;
    this.#writeScalar(this.#tau, tau);
    this.#fillTable(generator);
  }

  /** Builds the table: about 0.1 s for 8 bits, 1.5 s for 16. */
  static async create(
    { code, generator }: CurveModule,
    tau: bigint,
    windowBits: 8 | 16,
  ): Promise<PowersOfTau> {
    const { WebAssembly } = globalThis as unknown as Platform;
    const memory = new WebAssembly.Memory({ initial: MODULE_PAGES });
    const { instance } = await WebAssembly.instantiate(code, { env: { memory } });
    return new PowersOfTau(instance.exports as CurveExports, memory, windowBits, tau, generator);
  }

  /**
   * `scalar·G, scalar·tau·G, … ` — `count` points of 64 bytes, x ‖ y big-endian.
   *
   * @param scalar - the first multiple, in 1 … field modulus - 1
   * @param count - at most {@link MAX_POINTS_PER_CALL}
   */
  points(scalar: bigint, count: number): Uint8Array<ArrayBuffer> {
    if (!Number.isInteger(count) || count < 1 || count > MAX_POINTS_PER_CALL)
      throw new RangeError(`bad count ${count}`);
    const { frm_mul, frm_fromMontgomery, g1m_batchToAffine, g1m_batchLEMtoU } = this.#functions;
    this.#writeScalar(this.#power, scalar);
    for (let i = 0; i < count; i++) {
      frm_fromMontgomery!(this.#power, this.#plain);
      this.#multiply(this.#jacobian + i * JACOBIAN_BYTES);
      frm_mul!(this.#power, this.#tau, this.#power);
    }
    g1m_batchToAffine!(this.#jacobian, count, this.#affine);
    g1m_batchLEMtoU!(this.#affine, count, this.#affine);
    return new Uint8Array(this.#memory.buffer, this.#affine, count * AFFINE_BYTES).slice();
  }

  /** Writes the generator times the scalar at `#plain`. */
  #multiply(target: number): void {
    const { g1m_zero, g1m_addMixed, g1m_subMixed } = this.#functions;
    const half = 1 << (this.#windowBits - 1);
    const digits =
      this.#windowBits === 16
        ? new Uint16Array(this.#memory.buffer, this.#plain, 16)
        : new Uint8Array(this.#memory.buffer, this.#plain, 32);
    g1m_zero!(target);
    let carry = 0;
    // A scalar is below 2^254, so the last window never carries.
    for (let window = 0; window < digits.length; window++) {
      let digit = digits[window]! + carry;
      carry = digit > half ? 1 : 0;
      if (carry === 1) digit -= 2 * half;
      if (digit === 0) continue;
      const entry = this.#table + (window * half + Math.abs(digit) - 1) * AFFINE_BYTES;
      if (digit > 0) g1m_addMixed!(target, entry, target);
      else g1m_subMixed!(target, entry, target);
    }
  }

  /** Row w holds 1 … 2^(windowBits-1) times 2^(w · windowBits) · G. */
  #fillTable(generator: number): void {
    const { g1m_copy, g1m_toAffine, g1m_addMixed, g1m_double, g1m_batchToAffine } = this.#functions;
    const half = 1 << (this.#windowBits - 1);
    const base = this.#affine;
    g1m_toAffine!(generator, base);
    g1m_copy!(generator, this.#jacobian);
    for (let window = 0; window < 256 / this.#windowBits; window++) {
      for (let i = 1; i < half; i++) {
        const at = this.#jacobian + i * JACOBIAN_BYTES;
        g1m_addMixed!(at - JACOBIAN_BYTES, base, at);
      }
      g1m_batchToAffine!(this.#jacobian, half, this.#table + window * half * AFFINE_BYTES);
      // The last entry is half of the next row's base.
      g1m_double!(this.#jacobian + (half - 1) * JACOBIAN_BYTES, this.#jacobian);
      g1m_toAffine!(this.#jacobian, base);
    }
  }

  /** Stores a scalar in Montgomery form. */
  #writeScalar(at: number, scalar: bigint): void {
    const bytes = new Uint8Array(this.#memory.buffer, at, FIELD_BYTES);
    let rest = scalar % FIELD_MODULUS;
    for (let i = 0; i < FIELD_BYTES; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
    this.#functions.frm_toMontgomery!(at, at);
  }
}
