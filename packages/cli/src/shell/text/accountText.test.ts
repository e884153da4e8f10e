import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyOf } from "@trellis/ledger";
import { accountText, parseAccountText } from "./accountText.ts";

const account = { key: publicKeyOf(5n), owner: `0x${"ab".repeat(20)}` as const };

test("an account's text contains key and owner, and is parsed back to them", () => {
  const text = accountText(account);
  assert.match(text, /^0x[0-9a-f]+,0x[0-9a-f]+@0x(ab){20}$/);
  assert.deepEqual(parseAccountText(text), account);
  const mixed = text.replace("@0xabab", "@0xABAb");
  assert.deepEqual(parseAccountText(mixed), account, "an owner in any case is read");
});

test("text that is not an account, or has a key off the curve, is refused", () => {
  const text = accountText(account);
  for (const wrong of [
    "",
    "5",
    text.replace("@", ","),
    text.slice(0, -1),
    `${text}0`,
    ` ${text}`,
    text.replace(",0x", ",0x1"),
    `0x0,0x0@${account.owner}`,
  ]) {
    assert.equal(parseAccountText(wrong), undefined, wrong);
  }
});
