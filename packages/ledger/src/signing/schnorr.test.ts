import assert from "node:assert/strict";
import { test } from "node:test";
import { GRUMPKIN_ORDER, isPublicKey } from "@trellis/field";
import { concatBytes, FIELD_MODULUS, toBigInt, toBytes } from "@trellis/protocol";
import fc from "fast-check";
import { generateKey, publicKeyOf, SIGNATURE_BYTES, sign, verify } from "./schnorr.ts";

const G_Y = 17631683881184975370165255887551781615748388533673675138860n;
const key = { secret: 0x1234567890abcdefn, publicKey: publicKeyOf(0x1234567890abcdefn) };
const hash = 0x2a2an;
const signature = sign(key.secret, hash);
const s = toBigInt(signature.subarray(0, 32));
const e = toBigInt(signature.subarray(32));
const wire = (scalar: bigint, challenge: bigint): Uint8Array =>
  concatBytes(toBytes(scalar, 32), toBytes(challenge, 32));

test("the public key is a multiple of Grumpkin's generator", () => {
  assert.deepEqual(publicKeyOf(1n), { x: 1n, y: G_Y });
  assert.deepEqual(publicKeyOf(GRUMPKIN_ORDER - 1n), { x: 1n, y: FIELD_MODULUS - G_Y });
  // Barretenberg's grumpkinMul(G, 123456789).
  assert.deepEqual(publicKeyOf(123456789n), {
    x: 0x2ef9f7f09867fd6ec6ba3660bb1f0c0b5d77b35d1830fa3e01071e9a23e0f7edn,
    y: 0x1a69be0ff3344594667649380eecf5cbcabdaedd770a5c5fa0ae6d00632f4e8fn,
  });
});

test("a secret outside 1 … order − 1 is refused", () => {
  for (const secret of [0n, -1n, GRUMPKIN_ORDER, GRUMPKIN_ORDER + 1n]) {
    assert.throws(() => publicKeyOf(secret), { code: "TRL-LED-002" });
    assert.throws(() => sign(secret, hash), { code: "TRL-LED-002" });
  }
});

test("fresh keys are on the curve and differ", () => {
  const [a, b] = [generateKey(), generateKey()];
  assert.ok(isPublicKey(a.publicKey));
  assert.notEqual(a.secret, b.secret);
  assert.deepEqual(publicKeyOf(a.secret), a.publicKey);
});

test("P1.1 a signature verifies under its key and hash, and signing is deterministic", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.bigInt({ min: 1n, max: GRUMPKIN_ORDER - 1n }),
        fc.constantFrom(1n, 2n, GRUMPKIN_ORDER - 1n),
      ),
      fc.oneof(fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }), fc.constantFrom(0n, FIELD_MODULUS - 1n)),
      (secret, message) => {
        const made = sign(secret, message);
        assert.equal(made.length, SIGNATURE_BYTES);
        assert.ok(verify(publicKeyOf(secret), message, made));
        assert.deepEqual(sign(secret, message), made);
      },
    ),
    { numRuns: 30 },
  );
});

test("P1.1 a signature is refused for another hash, another key, and after any changed bit", () => {
  assert.ok(verify(key.publicKey, hash, signature));
  assert.equal(verify(key.publicKey, hash + 1n, signature), false);
  assert.equal(verify(publicKeyOf(99n), hash, signature), false);
  for (let bit = 0; bit < SIGNATURE_BYTES * 8; bit += 5) {
    const changed = signature.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(verify(key.publicKey, hash, changed), false, `bit ${bit}`);
  }
});

test("two hashes never share a nonce", () => {
  const other = sign(key.secret, hash + 1n);
  const nonce = (signed: Uint8Array): bigint =>
    (toBigInt(signed.subarray(0, 32)) + toBigInt(signed.subarray(32)) * key.secret) % GRUMPKIN_ORDER;
  assert.notEqual(nonce(other), nonce(signature));
});

test("a signature has one encoding: s below the order, e below the field's modulus", () => {
  assert.equal(verify(key.publicKey, hash, wire(s + GRUMPKIN_ORDER, e)), false);
  assert.equal(verify(key.publicKey, hash, wire(s, e + FIELD_MODULUS)), false);
  assert.equal(verify(key.publicKey, hash, wire(GRUMPKIN_ORDER, e)), false);
  assert.equal(verify(key.publicKey, hash, wire(s, FIELD_MODULUS)), false);
  assert.equal(verify(key.publicKey, hash, new Uint8Array(64).fill(0xff)), false);
});

test("a sum at infinity is refused: s = −e · secret", () => {
  const toInfinity = (((-e * key.secret) % GRUMPKIN_ORDER) + GRUMPKIN_ORDER) % GRUMPKIN_ORDER;
  assert.equal(verify(key.publicKey, hash, wire(toInfinity, e)), false);
  assert.equal(verify(key.publicKey, hash, new Uint8Array(64)), false);
});

test("a key off the curve or not canonical is refused", () => {
  const { x, y } = key.publicKey;
  for (const bad of [
    { x, y: y + 1n },
    { x: 0n, y: 0n },
    { x: x + FIELD_MODULUS, y },
    { x, y: y + FIELD_MODULUS },
    { x: -1n, y },
    { x, y: -y },
  ]) {
    assert.equal(isPublicKey(bad), false);
    assert.equal(verify(bad, hash, signature), false);
  }
});

test("hostile bytes give false, never an error", () => {
  for (const length of [0, 1, 63, 65, 1000]) {
    assert.equal(verify(key.publicKey, hash, new Uint8Array(length)), false);
  }
  assert.equal(verify(key.publicKey, -1n, signature), false);
  assert.equal(verify(key.publicKey, FIELD_MODULUS, signature), false);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.bigInt(), fc.bigInt(), (bytes, x, y) => {
      assert.equal(verify({ x, y }, hash, bytes), false);
      assert.equal(verify(key.publicKey, x, bytes), false);
    }),
    { numRuns: 100 },
  );
});
