import assert from "node:assert/strict";
import { test } from "node:test";
import { poseidon2Hash as reference } from "@zkpassport/poseidon2";
import fc from "fast-check";
import { FIELD_MODULUS } from "../modulus.ts";
import { poseidon2Hash } from "./poseidon2.ts";

const P = FIELD_MODULUS;
const field = fc.oneof(
  fc.bigInt({ min: 0n, max: P - 1n }),
  // Limb and word borders, where carries go wrong.
  fc.constantFrom(
    0n,
    1n,
    P - 1n,
    P - 2n,
    (1n << 29n) - 1n,
    (1n << 232n) - 1n,
    1n << 253n,
    (1n << 64n) - 1n,
    1n << 128n,
  ),
);

test("the hash equals Barretenberg's poseidon2Hash", () => {
  const vectors: [inputs: bigint[], hash: bigint][] = [
    [[], 0x18dfb8dc9b82229cff974efefc8df78b1ce96d9d844236b496785c698bc6732en],
    [[0n], 0x2710144414c3a5f2354f4c08d52ed655b9fe253b4bf12cb9ad3de693d9b1db11n],
    [[0n, 0n], 0x0b63a53787021a4a962a452c2921b3663aff1ffd8d5510540f8e659e782956f1n],
    [[1n, 2n], 0x038682aa1cb5ae4e0a3f13da432a95c77c5c111f6f030faf9cad641ce1ed7383n],
    [[1n, 2n, 3n], 0x23864adb160dddf590f1d3303683ebcb914f828e2635f6e85a32f0a1aecd3dd8n],
    [[P - 1n, P - 2n, P - 3n], 0x1e113bd1828722623fcea9bc2dacf550b1e60a5db1b4807c3714baa8bd09cb8en],
    [[1n, 2n, 3n, 4n], 0x130bf204a32cac1f0ace56c78b731aa3809f06df2731ebcf6b3464a15788b1b9n],
    [[5n, 4n, 3n, 2n, 1n], 0x2e0183605f7c5733526e2297ed3ba44d460a3e5ddfca47fe53d909fbc9c9d634n],
    [
      [P - 1n, 0n, 1n << 128n, (1n << 64n) - 1n, 7n, 8n, 9n],
      0x108ee95c38de9b0017c9b55450ea0bce7e22c89446e5df4833485a46bcc28587n,
    ],
  ];
  for (const [inputs, hash] of vectors) assert.equal(poseidon2Hash(inputs), hash);
});

test("the hash equals another implementation's for any field elements", () => {
  fc.assert(
    fc.property(fc.array(field, { maxLength: 10 }), (inputs) => {
      assert.equal(poseidon2Hash(inputs), reference([...inputs]));
    }),
    { numRuns: 500 },
  );
});

test("a long chain of pair hashes equals another implementation's", () => {
  let ours = 0n;
  let theirs = 0n;
  for (let i = 0n; i < 1500n; i++) {
    ours = poseidon2Hash([ours, P - 1n - i]);
    theirs = reference([theirs, P - 1n - i]);
  }
  assert.equal(ours, theirs);
});

test("inputs are not changed, and the hash depends on their number", () => {
  const inputs = [1n, 2n];
  poseidon2Hash(inputs);
  assert.deepEqual(inputs, [1n, 2n]);
  assert.notEqual(poseidon2Hash([1n, 2n]), poseidon2Hash([1n, 2n, 0n]));
});

test("a value that is not a field element is refused and does not affect later hashes", () => {
  const expected = poseidon2Hash([1n, 2n]);
  for (const bad of [[-1n, 0n], [0n, P], [1n, 2n, P], [1n, 2n, 3n, 4n, -5n], [1n << 256n]]) {
    assert.throws(() => poseidon2Hash(bad), { code: "TRL-LED-001" });
    assert.equal(poseidon2Hash([1n, 2n]), expected);
  }
});
