/** Types of WebAssembly values that generated code uses. */
type ValueType = "i32" | "i64";

const TYPE_BYTE: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e };
const PAGE_BYTES = 65536;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest >= 0x80;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return bytes;
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = rest === ((byte & 0x40) === 0 ? 0n : -1n);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, body: readonly number[]): number[] {
  return [id, ...unsigned(body.length), ...body];
}

/** The parts of the platform's WebAssembly that Trellis uses. The language's library types do not declare them. */
interface Platform {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: object };
  };
}

/** The exported memory of every module. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Writes the instructions of one function. Operands are pushed before the instruction, as in WebAssembly. */
export class WasmFunction {
  readonly parameters: number;
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  /** @param parameters - number of i32 parameters (addresses); they are locals 0, 1, … */
  constructor(parameters: number) {
    this.parameters = parameters;
  }

  /** A new i64 local. */
  local(): number {
    return this.parameters + this.#locals.push("i64") - 1;
  }

  /** A new i32 local. */
  addressLocal(): number {
    return this.parameters + this.#locals.push("i32") - 1;
  }

  get(local: number): this {
    return this.#emit(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.#emit(0x21, ...unsigned(local));
  }

  /** Pushes an i32 constant. */
  address(value: number): this {
    return this.#emit(0x41, ...signed(BigInt(value)));
  }

  /** Pushes an i64 constant. */
  constant(value: bigint): this {
    return this.#emit(0x42, ...signed(BigInt.asIntN(64, value)));
  }

  /** Replaces the i32 address on the stack by the i64 at address + offset. */
  load(offset: number): this {
    return this.#emit(0x29, 3, ...unsigned(offset));
  }

  /** Stores the i64 on the stack at the i32 address below it, plus offset. */
  store(offset: number): this {
    return this.#emit(0x37, 3, ...unsigned(offset));
  }

  /** Replaces the i32 address on the stack by the i32 at address + offset. */
  loadAddress(offset: number): this {
    return this.#emit(0x28, 2, ...unsigned(offset));
  }

  /** Adds two i32 addresses. */
  addAddress(): this {
    return this.#emit(0x6a);
  }

  /** Whether two i32 addresses differ: 1 or 0. */
  differAddress(): this {
    return this.#emit(0x47);
  }

  add(): this {
    return this.#emit(0x7c);
  }

  sub(): this {
    return this.#emit(0x7d);
  }

  mul(): this {
    return this.#emit(0x7e);
  }

  and(): this {
    return this.#emit(0x83);
  }

  or(): this {
    return this.#emit(0x84);
  }

  shiftLeft(bits: bigint): this {
    return this.constant(bits).#emit(0x86);
  }

  /** Arithmetic shift. */
  shiftRight(bits: bigint): this {
    return this.constant(bits).#emit(0x87);
  }

  shiftRightUnsigned(bits: bigint): this {
    return this.constant(bits).#emit(0x88);
  }

  call(functionIndex: number): this {
    return this.#emit(0x10, ...unsigned(functionIndex));
  }

  /** Repeats the code of `body` until the i32 that it leaves on the stack is zero; runs at least once. */
  repeat(body: () => void): this {
    this.#emit(0x03, 0x40);
    body();
    return this.#emit(0x0d, 0, 0x0b);
  }

  /** Takes an i32: runs the code of `then` unless it is zero, otherwise the code of `otherwise`. */
  choose(then: () => void, otherwise: () => void): this {
    this.#emit(0x04, 0x40);
    then();
    this.#emit(0x05);
    otherwise();
    return this.#emit(0x0b);
  }

  /** Body with its local declarations, as the code section requires it. */
  body(): number[] {
    const declarations = this.#locals.map((type) => [1, TYPE_BYTE[type]]);
    const content = [...vector(declarations), ...this.#code, 0x0b];
    return [...unsigned(content.length), ...content];
  }

  #emit(...bytes: number[]): this {
    for (const byte of bytes) this.#code.push(byte);
    return this;
  }
}

/**
 * A small WebAssembly module built in memory. Its functions take i32 addresses, return nothing and work on one exported memory. The
 * field arithmetic is generated with it, so the project needs neither a binary blob nor a compiler.
 */
export class WasmModule {
  readonly #functions: { readonly code: WasmFunction; readonly name: string | null }[] = [];
  readonly #data: { readonly address: number; readonly bytes: Uint8Array }[] = [];

  /** Adds a function, exported if it has a name. Returns its index for {@link WasmFunction.call}. */
  add(code: WasmFunction, name: string | null = null): number {
    return this.#functions.push({ code, name }) - 1;
  }

  /** Adds the initial contents of a part of the memory. */
  data(address: number, bytes: Uint8Array): void {
    this.#data.push({ address, bytes });
  }

  /** Compiles the module with a memory of at least `memoryBytes`. */
  instantiate(memoryBytes: number): object {
    const arities = [...new Set(this.#functions.map(({ code }) => code.parameters))];
    const name = (text: string): number[] =>
      vector([...new TextEncoder().encode(text)].map((byte) => [byte]));
    const exported = this.#functions.flatMap((entry, index) =>
      entry.name === null ? [] : [[...name(entry.name), 0x00, ...unsigned(index)]],
    );
    const module = [
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(
        1,
        vector(
          arities.map((arity) => [0x60, ...vector(Array.from({ length: arity }, () => [TYPE_BYTE.i32])), 0]),
        ),
      ),
      ...section(3, vector(this.#functions.map(({ code }) => unsigned(arities.indexOf(code.parameters))))),
      ...section(5, vector([[0x00, ...unsigned(Math.ceil(memoryBytes / PAGE_BYTES))]])),
      ...section(7, vector([...exported, [...name("memory"), 0x02, 0x00]])),
      ...section(10, vector(this.#functions.map(({ code }) => code.body()))),
      ...section(
        11,
        vector(
          this.#data.map(({ address, bytes }) => [
            ...[0x00, 0x41, ...signed(BigInt(address)), 0x0b],
            ...unsigned(bytes.length),
            ...bytes,
          ]),
        ),
      ),
    ];
    const { WebAssembly } = globalThis as unknown as Platform;
    return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(module))).exports;
  }
}
