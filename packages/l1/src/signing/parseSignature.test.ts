import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, concatBytes, keccak256, toBigInt, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, recoverAddress, signRecoverable } from "@trellis/protocol/keys";
import fc from "fast-check";
import { parseSignature } from "./parseSignature.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const key = keccak256(Uint8Array.of(1));

test("every way to write a signature gives its one valid form", () => {
  const anyDigest = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(anyDigest, fc.boolean(), fc.boolean(), (digest, isHigh, isBare) => {
      const signature = signRecoverable(digest, key);
      const s = toBigInt(signature.slice(32, 64));
      const parity = (signature[64]! - 27) ^ (isHigh ? 1 : 0);
      const written = concatBytes(
        signature.slice(0, 32),
        toBytes(isHigh ? ORDER - s : s, 32),
        Uint8Array.of(isBare ? parity : 27 + parity),
      );
      assert.deepEqual(parseSignature(toHex(written)), signature);
      assert.deepEqual(recoverAddress(digest, signature), addressOf(publicKeyOf(key)));
    }),
  );
});

test("what is no signature is none", () => {
  const right = toHex(signRecoverable(keccak256(Uint8Array.of(2)), key));
  const withS = (s: bigint): string => `${right.slice(0, 66)}${toHex(toBytes(s, 32)).slice(2)}1b`;
  for (const text of [
    "",
    "0x",
    right.slice(2),
    right.slice(0, -2),
    `${right}00`,
    `"${right}"`,
    "<html></html>",
    ...["02", "1a", "1d", "ff"].map((v) => `${right.slice(0, -2)}${v}`),
    withS(0n),
    withS(ORDER),
    withS(2n ** 256n - 1n),
  ]) {
    assert.equal(parseSignature(text), undefined, text);
  }
  // Any bytes may be read or not; nothing throws.
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 65, maxLength: 65 }),
      (bytes) => void parseSignature(toHex(bytes)),
    ),
  );
});
