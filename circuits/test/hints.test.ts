import assert from "node:assert/strict";
import { before, test } from "node:test";
import { FIELD_MODULUS } from "@trellis/protocol";
import fc from "fast-check";
import { compileCircuit } from "../scripts/compileCircuit.ts";
import { Circuit, circuitsFile } from "./Circuit.ts";

let program: Circuit;
before(async () => {
  program = new Circuit(await compileCircuit(circuitsFile("test/hints")));
});

type Answers = {
  readonly order?: readonly [a: bigint, b: bigint, isAtMost: boolean];
  readonly division?: readonly [dividend: bigint, divisor: bigint, quotient: bigint, remainder: bigint];
};

/** Returns whether the library accepts these values from a prover. */
async function takes({ order = [0n, 0n, true], division = [0n, 1n, 0n, 0n] }: Answers): Promise<boolean> {
  const [a, b, isAtMost] = order;
  const fields = [a, b, ...division].map((value) =>
    String(((value % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS),
  );
  const [dividend, divisor, quotient, remainder] = fields.slice(2);
  try {
    await program.run({
      a: fields[0],
      b: fields[1],
      is_at_most: isAtMost,
      dividend,
      divisor,
      quotient,
      remainder,
    });
    return true;
  } catch {
    return false;
  }
}

const MAX = 2n ** 128n - 1n;

test("the comparison of two numbers has only one accepted result", async () => {
  const number = fc.oneof(fc.bigInt(0n, MAX), fc.constantFrom(0n, 1n, MAX - 1n, MAX));
  await fc.assert(
    fc.asyncProperty(number, number, async (a, b) => {
      for (const isAtMost of [true, false]) {
        assert.equal(
          await takes({ order: [a, b, isAtMost] }),
          isAtMost === a <= b,
          `${a} <= ${b}: ${isAtMost}`,
        );
      }
    }),
    {
      numRuns: 60,
      examples: [
        [7n, 7n],
        [0n, MAX],
        [MAX, 0n],
        [MAX, MAX],
      ],
    },
  );
});

const MAX_RESERVE = 2n ** 112n - 1n;

test("P10.1: a division has only one accepted quotient and remainder", async () => {
  const reserve = fc.oneof(fc.bigInt(1n, MAX_RESERVE), fc.constantFrom(1n, MAX_RESERVE));
  await fc.assert(
    fc.asyncProperty(
      reserve,
      reserve,
      fc.bigInt(0n, 2n ** 96n - 1n),
      async (reserveIn, reserveOut, amount) => {
        const dividend = amount * 997n * reserveOut;
        const divisor = reserveIn * 1000n + amount * 997n;
        const [quotient, remainder] = [dividend / divisor, dividend % divisor];
        assert.equal(await takes({ division: [dividend, divisor, quotient, remainder] }), true);
        for (const by of [-1n, 1n, 2n ** 111n]) {
          // The sum is the same, but the remainder is not valid.
          const forged = [dividend, divisor, quotient + by, remainder - by * divisor] as const;
          assert.equal(
            await takes({ division: forged }),
            false,
            `quotient ${by > 0n ? "larger" : "smaller"}`,
          );
        }
        for (const [q, r] of [
          [quotient, remainder + 1n],
          [quotient + 1n, remainder],
          [quotient, remainder + divisor],
        ] as const) {
          assert.equal(await takes({ division: [dividend, divisor, q, r] }), false);
        }
        // A quotient in the field whose sum wraps.
        const inverse = power(divisor, FIELD_MODULUS - 2n);
        for (const r of [0n, 1n, divisor - 1n]) {
          const q = (((dividend - r) % FIELD_MODULUS) * inverse) % FIELD_MODULUS;
          if (q === quotient) continue;
          assert.equal(await takes({ division: [dividend, divisor, q, r] }), false, "wrapping");
        }
      },
    ),
    {
      numRuns: 40,
      examples: [
        [1n, MAX_RESERVE, 2n ** 96n - 1n],
        [MAX_RESERVE, MAX_RESERVE, 2n ** 96n - 1n],
        [1n, 1n, 0n],
      ],
    },
  );
});

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (
    let square = base, rest = exponent;
    rest > 0n;
    rest >>= 1n, square = (square * square) % FIELD_MODULUS
  ) {
    if (rest & 1n) result = (result * square) % FIELD_MODULUS;
  }
  return result;
}
