import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { LocalSigner } from "@trellis/l1";
import { newSecretKey, writeSecretKeyFile } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { PublicClient } from "viem";
import { HttpSigner, type HttpSignerInit } from "../../../../l1/src/testing/HttpSigner.ts";
import { selfSignedCertificate } from "../../../../l1/src/testing/selfSignedCertificate.ts";
import { FakeIo } from "../../../test/FakeIo.ts";
import { openSigner, type SignerOptions } from "./openSigner.ts";

const KEY = newSecretKey();
const { address } = new LocalSigner(KEY);
/** Nothing is asked of L1 before something is sent. */
const L1 = {} as PublicClient;

const open = (options: Partial<SignerOptions>) =>
  openSigner(new FakeIo(), L1, { account: 0, dryRun: false, ...options });

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-signer-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function serve(t: TestContext, init: HttpSignerInit = {}): Promise<HttpSigner> {
  const service = await HttpSigner.start([KEY], init);
  t.after(() => service.stop());
  return service;
}

/** Writes files for their owner. @returns their paths, by the names of the texts. */
async function written<Name extends string>(
  t: TestContext,
  texts: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  const folder = await folderOf(t);
  const paths: [string, string][] = [];
  for (const [name, text] of Object.entries<string>(texts)) {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    paths.push([name, join(folder, name)]);
  }
  return Object.fromEntries(paths) as Record<Name, string>;
}

/** A file for `--signer`. */
const placeFile = async (t: TestContext, l1Signer: object): Promise<string> =>
  (await written(t, { place: JSON.stringify({ name: "other fields are not looked at", l1Signer }) })).place;

test("the acting account is a key file's, or a signer's by its address; a dry run needs no key", async (t) => {
  const keyFile = join(await folderOf(t), "l1.key");
  await writeSecretKeyFile(keyFile, KEY);
  const service = await serve(t);
  const { url: signer } = service;
  for (const way of [{ keyFile }, { signer, from: address }]) {
    const acting = await open(way);
    assert.deepEqual([acting.address, acting.sender?.address], [address, address]);
    assert.deepEqual(await open({ ...way, dryRun: true }), { address });
  }
  assert.deepEqual(await open({ from: address, dryRun: true }), { address });
  service.faults = { body: "[]" };
  await assert.rejects(open({ signer, from: address }), { code: "TRL-L1-053" });
});

test("TRL-CLI-004 an account that is not named, or in two ways, is refused before anybody is asked", async () => {
  const signer = "http://127.0.0.1:1";
  const cases: readonly [Partial<SignerOptions>, RegExp][] = [
    [{}, /name the acting L1 account/],
    [{ keyFile: "a", wallet: "b" }, /name the acting L1 account/],
    [{ keyFile: "a", signer, from: address }, /name the acting L1 account/],
    [{ signer }, /--signer: name the account whose key it keeps by --from/],
    [{ from: address }, /--from: only with --dry-run or --signer/],
  ];
  for (const [options, message] of cases)
    await assert.rejects(open(options), { code: "TRL-CLI-004", message });
});

test("a signer's file tells account, token and certificates, as a node's configuration does", async (t) => {
  const [theirs, mine] = [selfSignedCertificate(), selfSignedCertificate()];
  const { url } = await serve(t, { token: "a-token", tls: { ...theirs, clientCa: mine.cert } });
  const { caFile, tokenFile, clientCertFile, clientKeyFile } = await written(t, {
    caFile: theirs.cert,
    tokenFile: "a-token\n",
    clientCertFile: mine.cert,
    clientKeyFile: mine.key,
  });
  const signer = await placeFile(t, { url, address, caFile, tokenFile, clientCertFile, clientKeyFile });
  for (const way of [{ signer }, { signer, from: address }]) {
    const { sender, ...acting } = await open(way);
    assert.equal(acting.address, address);
    assert.equal(sender?.address, address);
  }
  assert.deepEqual(await open({ signer, dryRun: true }), { address });
});

test("a signer's wrong token, wrong certificate, refusal and silence have codes, and tell no secret", async (t) => {
  const [theirs, others] = [selfSignedCertificate(), selfSignedCertificate()];
  const service = await serve(t, { token: "right-token", tls: theirs });
  const { url } = service;
  const { caFile, otherCaFile, tokenFile, otherTokenFile } = await written(t, {
    caFile: theirs.cert,
    otherCaFile: others.cert,
    tokenFile: "right-token\n",
    otherTokenFile: "wrong-token\n",
  });
  const refused = async (place: object, code: string, says: RegExp): Promise<void> => {
    const signer = await placeFile(t, { url, address, ...place });
    await assert.rejects(open({ signer }), (error) => {
      assert.ok(error instanceof TrellisError);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, says);
      assert.doesNotMatch(`${error.message}${JSON.stringify(error)}`, /(right|wrong)-token/);
      return true;
    });
  };
  await refused({ caFile, tokenFile: otherTokenFile }, "TRL-L1-051", /who may use it .*status 401/);
  await refused({ caFile }, "TRL-L1-051", /status 401/);
  await refused({ caFile: otherCaFile, tokenFile }, "TRL-L1-050", /its certificate .*SELF_SIGNED/);
  await refused({ tokenFile }, "TRL-L1-050", /its certificate .*SELF_SIGNED/);
  service.faults = { status: 403 };
  await refused({ caFile, tokenFile }, "TRL-L1-051", /status 403/);
  service.faults = { silent: true };
  await refused({ caFile, tokenFile, timeoutMs: 100 }, "TRL-L1-050", /no answer within 100 ms/);
  service.faults = {};
  await refused({ caFile, tokenFile, address: `0x${"11".repeat(20)}` }, "TRL-L1-053", /none of 0x11/);
});

test("TRL-CLI-005, TRL-NOD-071 a signer's file that is missing or wrong is named, and what it names, too", async (t) => {
  const place = { url: "http://127.0.0.1:1", address };
  const cases: readonly [string, string, RegExp][] = [
    [join(await folderOf(t), "missing"), "TRL-CLI-005", /the file of --signer: ENOENT/],
    [
      (await written(t, { keyFile: "a secret key" })).keyFile,
      "TRL-CLI-005",
      /: the file of --signer is not valid JSON$/,
    ],
    [(await written(t, { none: "{}" })).none, "TRL-CLI-005", /l1Signer: /],
    [await placeFile(t, { ...place, token: "secret" }), "TRL-CLI-005", /l1Signer: .*token/],
    [await placeFile(t, { ...place, tokenFile: "missing" }), "TRL-NOD-071", /l1Signer\.tokenFile/],
  ];
  for (const [signer, code, message] of cases) await assert.rejects(open({ signer }), { code, message });
  const signer = await placeFile(t, place);
  await assert.rejects(open({ signer, from: `0x${"11".repeat(20)}` }), {
    code: "TRL-CLI-004",
    message: /--from: the file of --signer names another account/,
  });
});
