import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeModulesOf } from "./nativeModulesOf.ts";

test("a module that loads native code is found by it", async () => {
  const [native, ...others] = await nativeModulesOf("@trellis/protocol/keys");
  assert.match(native ?? "none", /^secp256k1\b.*\.node$/);
  assert.deepEqual(others, []);
});

test("a module without native code has none", async () => {
  assert.deepEqual(await nativeModulesOf("node:path"), []);
});
