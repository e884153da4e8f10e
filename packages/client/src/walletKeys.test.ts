import assert from "node:assert/strict";
import { test } from "node:test";
import { GRUMPKIN_ORDER, isPublicKey } from "@trellis/field";
import { TrellisError } from "@trellis/protocol";
import { newMnemonic, normalisedMnemonic, walletKeys } from "./walletKeys.ts";

const ABANDON = `${"abandon ".repeat(11)}about`;
const hasCode = (code: string) => (error: unknown) => error instanceof TrellisError && error.code === code;

test("the L1 key is at the path that every Ethereum wallet uses", () => {
  assert.equal(walletKeys(ABANDON).owner, "0x9858effd232b4033e47d90003d41ec34ecaeda94");
});

test("the derivation never changes from the documented one", () => {
  // Only this test detects a change, which would lose every wallet's L2 accounts.
  assert.equal(
    walletKeys(ABANDON).l2Secret,
    11212131031665448302748540783919173165392350745155241761959561609792796308341n,
  );
});

test("accounts of one wallet have keys of their own; the same words give the same keys", () => {
  const mnemonic = newMnemonic();
  assert.equal(mnemonic.split(" ").length, 24);
  const keys = [0, 1, 2].map((index) => walletKeys(mnemonic, index));
  assert.equal(new Set(keys.map(({ l2Secret }) => l2Secret)).size, 3);
  assert.equal(new Set(keys.map(({ owner }) => owner)).size, 3);
  for (const { l2Secret, l2Key } of keys) {
    assert.ok(l2Secret > 0n && l2Secret < GRUMPKIN_ORDER);
    assert.ok(isPublicKey(l2Key));
  }
  assert.deepEqual(walletKeys(mnemonic, 1), keys[1]);
  assert.notEqual(newMnemonic(), mnemonic);
});

test("words are accepted in any case and spacing; wrong ones are refused and not repeated in the error", () => {
  const spaced = `  ${ABANDON.toUpperCase().replaceAll(" ", "\n\t ")} \n`;
  assert.equal(normalisedMnemonic(spaced), ABANDON);
  assert.equal(walletKeys(spaced).l2Secret, walletKeys(ABANDON).l2Secret);
  for (const bad of ["", "abandon", `${"abandon ".repeat(12)}`, ABANDON.replace("about", "secretword")]) {
    assert.throws(() => walletKeys(bad), hasCode("TRL-CLN-012"));
    assert.throws(
      () => walletKeys(bad),
      (error: Error) => !/abandon|secretword/.test(JSON.stringify(error) + error.message),
    );
  }
  for (const index of [-1, 0.5, 2 ** 31])
    assert.throws(() => walletKeys(ABANDON, index), hasCode("TRL-CLN-012"));
});
