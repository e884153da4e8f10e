import assert from "node:assert/strict";
import { test } from "node:test";
import { shareSignatures } from "./orderWire.ts";

test("signatures of one message lie in one buffer, each with its own bytes", () => {
  const signed = [1, 2, 3].map((n) => ({ n, signature: new Uint8Array(64).fill(n) }));
  const shared = shareSignatures(signed);
  assert.deepEqual(
    shared.map(({ n, signature }) => [n, signature.length, signature.every((byte) => byte === n)]),
    [1, 2, 3].map((n) => [n, 64, true]),
  );
  assert.equal(new Set(shared.map(({ signature }) => signature.buffer)).size, 1);
  assert.deepEqual(shareSignatures([]), []);
});
