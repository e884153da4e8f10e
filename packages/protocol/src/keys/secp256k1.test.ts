import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { recoverAddress as viemRecover } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { bytes } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { addressOf } from "../encoding/addressOf.ts";
import { concatBytes, sha256, toBigInt, toBytes, toHex } from "../encoding/bytes.ts";
import { publicKeyOf, recoverAddress, signDigest, signRecoverable, verifyDigest } from "./secp256k1.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const key = sha256(new TextEncoder().encode("a key"));
const digest = sha256(new TextEncoder().encode("a message"));

/** The same signature with the other s: valid ECDSA, but not low s. */
const highS = (signature: Uint8Array): Uint8Array =>
  concatBytes(signature.slice(0, 32), toBytes(ORDER - toBigInt(signature.slice(32, 64)), 32));

test("key and address equal those that wallets derive", () => {
  fc.assert(
    fc.property(bytes(32), (secret) => {
      fc.pre(toBigInt(secret) > 0n && toBigInt(secret) < ORDER);
      const account = privateKeyToAccount(toHex(secret));
      assert.equal(toHex(concatBytes(Uint8Array.of(4), publicKeyOf(secret))), account.publicKey);
      assert.equal(toHex(addressOf(publicKeyOf(secret))), account.address.toLowerCase());
    }),
    { numRuns: 20 },
  );
});

test("a signature covers the digest without further hashing, has low s, and other libraries recover its signer", async () => {
  await fc.assert(
    fc.asyncProperty(bytes(32), async (hash) => {
      const signature = signRecoverable(hash, key);
      assert.equal(signature.length, 65);
      assert.deepEqual(signature.slice(0, 64), signDigest(hash, key));
      assert.ok(toBigInt(signature.slice(32, 64)) <= ORDER / 2n);
      assert.ok(verifyDigest(hash, signature.slice(0, 64), publicKeyOf(key)));
      assert.deepEqual(recoverAddress(hash, signature), addressOf(publicKeyOf(key)));
      const seen = await viemRecover({ hash: toHex(hash), signature: toHex(signature) });
      assert.equal(seen.toLowerCase(), toHex(addressOf(publicKeyOf(key))));
    }),
    { numRuns: 20 },
  );
});

test("node:crypto accepts a signature over the message whose SHA-256 was signed", () => {
  const publicKey = publicKeyOf(key);
  const jwk = {
    kty: "EC",
    crv: "secp256k1",
    x: base64url(publicKey.slice(0, 32)),
    y: base64url(publicKey.slice(32)),
  };
  const message = new TextEncoder().encode("a message");
  const object = createPublicKey({ key: jwk, format: "jwk" });
  assert.ok(verify("sha256", message, { key: object, dsaEncoding: "ieee-p1363" }, signDigest(digest, key)));
});

const base64url = (value: Uint8Array): string => Buffer.from(value).toString("base64url");

test("a changed digest, signature or key does not verify", () => {
  const signature = signDigest(digest, key);
  const publicKey = publicKeyOf(key);
  const flip = (value: Uint8Array, at: number): Uint8Array =>
    value.map((byte, i) => (i === at ? byte ^ 1 : byte));
  fc.assert(
    fc.property(fc.nat(31), fc.nat(63), (i, j) => {
      assert.equal(verifyDigest(flip(digest, i), signature, publicKey), false);
      assert.equal(verifyDigest(digest, flip(signature, j), publicKey), false);
      assert.equal(verifyDigest(digest, signature, flip(publicKey, j)), false);
    }),
    { numRuns: 30 },
  );
});

test("a signature has a single valid form: high s and other values of v are refused", () => {
  const signature = signDigest(digest, key);
  assert.equal(verifyDigest(digest, highS(signature), publicKeyOf(key)), false);
  const recoverable = signRecoverable(digest, key);
  const v = recoverable[64]!;
  // The mirrored signature recovers the same address under ecrecover; it is still refused.
  const mirrored = concatBytes(highS(recoverable), Uint8Array.of(55 - v));
  assert.equal(recoverAddress(digest, mirrored), undefined);
  for (const other of [0, 1, 26, 29, 30, 255]) {
    assert.equal(recoverAddress(digest, concatBytes(signature, Uint8Array.of(other))), undefined);
  }
  assert.notDeepEqual(
    recoverAddress(digest, concatBytes(signature, Uint8Array.of(55 - v))),
    addressOf(publicKeyOf(key)),
  );
});

test("hostile bytes are not a valid signature, and nothing throws", () => {
  const publicKey = publicKeyOf(key);
  for (const bad of [
    new Uint8Array(64),
    new Uint8Array(64).fill(0xff),
    new Uint8Array(63),
    new Uint8Array(65),
  ]) {
    assert.equal(verifyDigest(digest, bad, publicKey), false);
    assert.equal(recoverAddress(digest, concatBytes(bad, Uint8Array.of(27))), undefined);
  }
  const signature = signDigest(digest, key);
  assert.equal(verifyDigest(digest, signature, new Uint8Array(64)), false);
  assert.equal(verifyDigest(digest, signature, new Uint8Array(33)), false);
  assert.equal(verifyDigest(digest.slice(1), signature, publicKey), false);
  assert.equal(recoverAddress(digest.slice(1), signRecoverable(digest, key)), undefined);
  assert.equal(recoverAddress(digest, new Uint8Array(0)), undefined);
  fc.assert(
    fc.property(bytes(32), bytes(64), bytes(64), (hash, sig, pub) => {
      assert.equal(verifyDigest(hash, sig, pub), false);
      recoverAddress(hash, concatBytes(sig, Uint8Array.of(27)));
    }),
  );
});

test("signing refuses an invalid secret key", () => {
  for (const bad of [new Uint8Array(32), new Uint8Array(32).fill(0xff), new Uint8Array(31)]) {
    assert.throws(() => signDigest(digest, bad));
    assert.throws(() => publicKeyOf(bad));
  }
  throwsCode("TRL-PRO-021", () => publicKeyOf(new Uint8Array(32)));
});
