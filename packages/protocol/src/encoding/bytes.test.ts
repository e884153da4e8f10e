import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { keccak256 as viemKeccak } from "viem";
import { bytes, uint } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import {
  concatBytes,
  equalBytes,
  exactly,
  fromHex,
  joinHash,
  keccak256,
  sha256,
  splitHash,
  toBigInt,
  toBytes,
  toHex,
} from "./bytes.ts";

const anyBytes = fc.uint8Array({ maxLength: 200 });

test("sha256 and keccak256 hash the concatenation of their parts", () => {
  fc.assert(
    fc.property(fc.array(anyBytes, { maxLength: 4 }), (parts) => {
      const joined = concatBytes(...parts);
      assert.deepEqual(Buffer.from(joined), Buffer.concat(parts));
      assert.equal(toHex(sha256(...parts)), `0x${createHash("sha256").update(joined).digest("hex")}`);
      assert.equal(toHex(keccak256(...parts)), viemKeccak(joined));
    }),
  );
});

test("an integer is encoded big-endian in exactly the requested length", () => {
  assert.deepEqual(toBytes(0x0102, 4), Uint8Array.of(0, 0, 1, 2));
  assert.deepEqual(toBytes(255n, 1), Uint8Array.of(255));
  assert.deepEqual(toBytes(0, 0), new Uint8Array(0));
  fc.assert(
    fc.property(fc.nat(64), uint(512), (length, value) => {
      const fits = value < 1n << BigInt(8 * length);
      if (!fits) return throwsCode("TRL-PRO-001", () => toBytes(value, length));
      const encoded = toBytes(value, length);
      assert.equal(encoded.length, length);
      assert.equal(toBigInt(encoded), value);
    }),
  );
});

test("a value that is not an integer of that length is refused", () => {
  for (const value of [-1, -1n, 256, 256n, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    throwsCode("TRL-PRO-001", () => toBytes(value, 1));
  }
  throwsCode("TRL-PRO-001", () => toBytes(2 ** 60, 32));
});

test("hex round-trips, and anything but hex is refused", () => {
  fc.assert(
    fc.property(anyBytes, (value) => {
      assert.deepEqual(fromHex(toHex(value)), value);
      assert.deepEqual(fromHex(toHex(value).toUpperCase().replace("0X", "0x")), value);
      // A view into a larger buffer encodes only its own bytes.
      assert.equal(toHex(concatBytes(Uint8Array.of(9), value).subarray(1)), toHex(value));
    }),
  );
  for (const bad of ["", "0", "00", "0x0", "0xg0", "0X00", "0x00 ", "0x00\n"]) {
    throwsCode("TRL-PRO-002", () => fromHex(bad));
  }
});

test("bytes are equal only if the length and every byte are", () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      assert.equal(equalBytes(a, b), Buffer.compare(a, b) === 0);
      assert.ok(equalBytes(a, a.slice()));
      assert.ok(!equalBytes(a, concatBytes(a, Uint8Array.of(0))));
    }),
  );
});

test("a hash splits into two halves of 128 bits", () => {
  fc.assert(
    fc.property(bytes(32), (hash) => {
      const [hi, lo] = splitHash(hash);
      assert.equal((hi << 128n) | lo, toBigInt(hash));
      assert.deepEqual(joinHash(hi, lo), hash);
    }),
  );
  throwsCode("TRL-PRO-017", () => splitHash(new Uint8Array(31)));
  throwsCode("TRL-PRO-017", () => splitHash(new Uint8Array(33)));
  throwsCode("TRL-PRO-001", () => joinHash(1n << 128n, 0n));
  throwsCode("TRL-PRO-001", () => joinHash(0n, -1n));
});

test("a digest's field of the wrong length is refused", () => {
  const value = new Uint8Array(3);
  assert.equal(exactly(value, 3), value);
  throwsCode("TRL-PRO-017", () => exactly(value, 4));
});
