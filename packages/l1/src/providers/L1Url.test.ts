import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { L1Url } from "./L1Url.ts";

const KEY = "9aa3d95b3bc440fa88ea12eaa4456161";

test("a URL shows its host alone, whatever prints it", () => {
  const url = new L1Url(`https://user:pass-word@mainnet.example:8545/v3/${KEY}?apikey=${KEY}2`);
  for (const shown of [
    `${url}`,
    JSON.stringify({ url }),
    inspect(url, { depth: 9, showHidden: true }),
    url.label,
  ]) {
    assert.ok(!shown.includes(KEY) && !shown.includes("pass-word") && !shown.includes("user"), shown);
    assert.match(shown, /https:\/\/mainnet\.example:8545/);
  }
  assert.match(url.reveal(), /pass-word.*9aa3d9/);
});

test("a provider's text is freed of the URL, its path, its key, its password", () => {
  const url = new L1Url(`https://u:open%20sesame@l1.example/v3/${KEY}?token=abcdefgh`);
  const text = `no route for ${url.reveal()}: /v3/${KEY} and ${KEY} and open sesame and abcdefgh`;
  const clean = url.redact(text);
  for (const secret of [KEY, "open sesame", "open%20sesame", "abcdefgh", "/v3/"])
    assert.ok(!clean.includes(secret), clean);
  assert.match(clean, /no route for <redacted>/);
});

test("a URL without a key leaves texts as they are", () => {
  const url = new L1Url("http://127.0.0.1:8545");
  assert.equal(
    url.redact("connect http://127.0.0.1:8545/ refused"),
    "connect http://127.0.0.1:8545/ refused",
  );
});

test("TRL-L1-047 what is no URL is refused without being shown", () => {
  for (const wrong of [KEY, `ftp://${KEY}`, ""]) {
    assert.throws(
      () => new L1Url(wrong),
      (error) => {
        const { code, message } = error as { code: string; message: string };
        assert.ok(wrong === "" || !message.includes(wrong));
        return code === "TRL-L1-047";
      },
    );
  }
});
