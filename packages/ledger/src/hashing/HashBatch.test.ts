import assert from "node:assert/strict";
import { test } from "node:test";
import { computeHashes, poseidon2Hash } from "@trellis/field";
import { FIELD_MODULUS, NOOP, type Transaction } from "@trellis/protocol";
import fc from "fast-check";
import { ROLLUP_ID, transfer } from "../testing/testWorld.ts";
import { HashBatch, HashResults } from "./HashBatch.ts";
import { PAUSE, runHashSteps } from "./hashSteps.ts";
import { transactionHash } from "./transactionHash.ts";
import { transactionRowSteps, transactionRows } from "./transactionsRoot.ts";

const element = fc.oneof(
  fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
  fc.constantFrom(0n, 1n, (1n << 64n) - 1n, 1n << 192n, FIELD_MODULUS - 1n),
);

test("a batch's hashes equal those computed one by one, whatever their inputs", () => {
  // Each hash takes values and, once there are any, earlier hashes by number.
  const hashes = fc.array(fc.array(fc.oneof(element, fc.nat(200)), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(hashes, (program) => {
      const batch = new HashBatch();
      const expected: bigint[] = [];
      for (const inputs of program) {
        const chosen = inputs.map((input) =>
          typeof input === "bigint" || expected.length === 0
            ? { value: BigInt(input), ref: batch.value(BigInt(input)) }
            : { value: expected[input % expected.length]!, ref: ~(input % expected.length) },
        );
        assert.equal(batch.hash(chosen.map(({ ref }) => ref)), ~expected.length);
        expected.push(poseidon2Hash(chosen.map(({ value }) => value)));
      }
      assert.equal(batch.size, expected.length);
      const results = new HashResults(computeHashes(batch.request()));
      expected.forEach((hash, i) => {
        assert.equal(results.at(~i), hash);
      });
    }),
    { numRuns: 30 },
  );
});

test("a batch is plain memory: a copy of it gives the same hashes", () => {
  const batch = new HashBatch();
  const pair = batch.hash([batch.value(1n), batch.value(2n)]);
  batch.hash([pair, pair, pair, batch.value(FIELD_MODULUS - 1n)]);
  const copy = structuredClone(batch.request());
  assert.deepEqual(computeHashes(copy), computeHashes(batch.request()));
});

test("TRL-LED-001 a batch refuses a value that is not a field element", () => {
  for (const value of [-1n, FIELD_MODULUS]) {
    assert.throws(() => new HashBatch().value(value), { code: "TRL-LED-001" });
  }
});

test("an empty batch is a pause and costs nothing", () => {
  const steps = (function* () {
    yield PAUSE;
    yield PAUSE;
    return 7;
  })();
  assert.equal(runHashSteps(steps), 7);
  assert.equal(PAUSE.size, 0);
});

test("P4.1 the rows over transactions equal the rows over their hashes, also across batches", () => {
  const transfers = Array.from({ length: 5 }, (_, nonce) => transfer({ nonce }));
  for (const places of [8, 4_096]) {
    const transactions: Transaction[] = Array.from({ length: places }, (_, i) =>
      i % 97 === 0 ? transfers[i % 5]! : NOOP,
    );
    const hashOf = new Map(transactions.map((tx) => [tx, transactionHash(ROLLUP_ID, tx)]));
    const hashes = transactions.map((tx) => hashOf.get(tx)!);
    const rows = runHashSteps(transactionRowSteps(ROLLUP_ID, transactions));
    assert.deepEqual(rows, transactionRows(hashes));
    assert.equal(rows.length, Math.log2(places) + 1);
    assert.deepEqual(rows[0], hashes);
    assert.equal(rows[1]![3], poseidon2Hash([hashes[6]!, hashes[7]!]));
    assert.equal(rows.at(-1)![0], poseidon2Hash(rows.at(-2)!));
  }
  assert.deepEqual(transactionRows([5n]), [[5n]]);
});
