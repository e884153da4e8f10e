import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  add,
  ELEMENT_BYTES,
  inverse,
  LIMB_BITS,
  LIMBS,
  limbsOf,
  multiply,
  multiplySmall,
  R,
  square,
  subtract,
  wasmField,
} from "./fieldWasm.ts";
import { FIELD_MODULUS } from "./modulus.ts";
import { type WasmMemory, WasmModule } from "./WasmModule.ts";

const BASE_FIELD_MODULUS = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
type Operation = (to: number, a: number, b: number) => void;

for (const [name, modulus] of [
  ["scalar", FIELD_MODULUS],
  ["base", BASE_FIELD_MODULUS],
] as const) {
  const field = wasmField(modulus);
  const module = new WasmModule();
  module.add(multiply(field), "multiply");
  module.add(square(field), "square");
  module.add(add(field), "add");
  module.add(subtract(field), "subtract");
  const wasm = module.instantiate(3 * ELEMENT_BYTES) as Record<string, Operation> & {
    readonly memory: WasmMemory;
  };
  const limbs = new BigUint64Array(wasm.memory.buffer, 0, 3 * LIMBS);
  const run = (operation: string, a: bigint, b: bigint): bigint => {
    limbs.set(limbsOf(a), LIMBS);
    limbs.set(limbsOf(b), 2 * LIMBS);
    wasm[operation]!(0, ELEMENT_BYTES, 2 * ELEMENT_BYTES);
    const result = limbs.subarray(0, LIMBS);
    for (const limb of result) assert.ok(limb >> LIMB_BITS === 0n, "a limb of 29 bits");
    return result.reduce((sum, limb, k) => sum + (limb << (BigInt(k) * LIMB_BITS)), 0n);
  };
  const limit = (21n * modulus) / 10n;
  const edges = [0n, 1n, (1n << 232n) - 1n, 1n << 232n, modulus - 1n, modulus, 2n * modulus, limit - 1n];
  const value = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: limit - 1n }));

  test(`${name} field: every operation on values below 2.1p is exact and within its bounds`, () => {
    const [perR, mod] = [inverse(R, modulus), (x: bigint): bigint => ((x % modulus) + modulus) % modulus];
    fc.assert(
      fc.property(value, value, (a, b) => {
        for (const [operation, expected, bound] of [
          ["multiply", a * b * perR, (11n * modulus) / 10n],
          ["square", a * a * perR, (11n * modulus) / 10n],
          ["add", a + b, limit],
          ["subtract", a - b, limit],
        ] as const) {
          const result = run(operation, a, b);
          assert.equal(mod(result), mod(expected), operation);
          assert.ok(result < bound, `${operation} within its bound`);
        }
      }),
      { numRuns: 500 },
    );
  });
}

test("small multiples are exact and within their bound", () => {
  for (const factor of [1n, 8n, 153n, 255n]) {
    const module = new WasmModule();
    module.add(multiplySmall(factor), "times");
    const wasm = module.instantiate(2 * ELEMENT_BYTES) as Record<string, Operation> & {
      readonly memory: WasmMemory;
    };
    const limbs = new BigUint64Array(wasm.memory.buffer, 0, 2 * LIMBS);
    for (const a of [0n, 1n, FIELD_MODULUS - 1n, FIELD_MODULUS, 2n * FIELD_MODULUS + 5n]) {
      limbs.set(limbsOf(a), LIMBS);
      wasm.times!(0, ELEMENT_BYTES, 0);
      const result = limbs.subarray(0, LIMBS).reduce((sum, l, k) => sum + (l << (BigInt(k) * LIMB_BITS)), 0n);
      assert.equal(result % FIELD_MODULUS, (a * factor) % FIELD_MODULUS);
      assert.ok(10n * result < 21n * FIELD_MODULUS);
    }
  }
});

test("a modulus that violates the bounds is refused", () => {
  for (const modulus of [FIELD_MODULUS + 1n, (1n << 253n) - 1n, (1n << 254n) - 1n, 3n]) {
    assert.throws(() => wasmField(modulus), RangeError);
  }
});
