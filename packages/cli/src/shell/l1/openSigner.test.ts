import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LocalSigner } from "@trellis/l1";
import { newSecretKey, writeSecretKeyFile } from "@trellis/node";
import { HttpSigner } from "../../../../l1/src/testing/HttpSigner.ts";
import { FakeIo } from "../../../test/FakeIo.ts";
import type { L1Session } from "./L1Session.ts";
import { openSigner, type SignerOptions } from "./openSigner.ts";

const KEY = newSecretKey();
const { address } = new LocalSigner(KEY);
/** Nothing is asked of L1 before something is sent. */
const SESSION = { client: { public: {} } } as L1Session;

const open = (options: Partial<SignerOptions>) =>
  openSigner(new FakeIo(), SESSION, { account: 0, dryRun: false, ...options });

test("the acting account is a key file's, or a signer's by its address; a dry run needs no key", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-signer-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const keyFile = join(folder, "l1.key");
  await writeSecretKeyFile(keyFile, KEY);
  const service = await HttpSigner.start([KEY]);
  t.after(() => service.stop());
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
