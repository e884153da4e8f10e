import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { LocalSigner, type SignerChange } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { HttpSigner, type HttpSignerInit } from "../../../l1/src/testing/HttpSigner.ts";
import { selfSignedCertificate } from "../../../l1/src/testing/selfSignedCertificate.ts";
import { type ConfigurationInput, parseConfiguration } from "../config/Configuration.ts";
import { writeSecretKeyFile } from "../disk/secretKeyFile.ts";
import { configurationInput } from "../testing/configurationInput.ts";
import { secretOf } from "../testing/TestNode.ts";
import { type AccountInit, openAccount } from "./openAccount.ts";

const KEY = secretOf("own");
const DATA = new TextEncoder().encode("some bytes");
const own = new LocalSigner(KEY);

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-account-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function service(t: TestContext, init: HttpSignerInit = {}): Promise<HttpSigner> {
  const server = await HttpSigner.start([KEY], init);
  t.after(() => server.stop());
  return server;
}

const open = (changes: Partial<ConfigurationInput>, init?: AccountInit) =>
  openAccount(parseConfiguration({ ...configurationInput(), ...changes }), init);

test("an account's key is in a file or with a service, and signs the same", async (t) => {
  const l1KeyFile = join(await folderOf(t), "l1.key");
  await writeSecretKeyFile(l1KeyFile, KEY);
  const changes: SignerChange[] = [];
  const onChange = (change: SignerChange): void => void changes.push(change);
  const { url } = await service(t);
  const inFile = await open({ l1KeyFile }, { onChange });
  assert.deepEqual(changes, []);
  const kept = await open(
    { l1Signer: { url, address: own.address.toUpperCase().replace("X", "x") } },
    { onChange },
  );
  assert.deepEqual(changes, [{ signer: url, isUp: true }]);
  for (const account of [inFile, kept]) {
    assert.equal(account?.address, own.address);
    assert.deepEqual(await account?.sign(DATA), await own.sign(DATA));
  }
  assert.equal(await open({}), undefined);
});

test("token, certificates and client key come from files", async (t) => {
  const folder = await folderOf(t);
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const [theirs, mine] = [selfSignedCertificate(), selfSignedCertificate()];
  const { url } = await service(t, { token: "a-token", tls: { ...theirs, clientCa: mine.cert } });
  const account = await open({
    l1Signer: {
      url,
      address: own.address,
      caFile: await file("ca.pem", theirs.cert),
      tokenFile: await file("token", "a-token\nand a note\n"),
      clientCertFile: await file("client.pem", mine.cert),
      clientKeyFile: await file("client-key.pem", mine.key),
    },
  });
  assert.deepEqual(await account?.sign(DATA), await own.sign(DATA));
});

test("TRL-NOD-071 a file that is missing, open to others or of other content is named, and not shown", async (t) => {
  const folder = await folderOf(t);
  const [open600, open644] = [join(folder, "own"), join(folder, "others")];
  await writeFile(open600, "a secret phrase", { mode: 0o600 });
  await writeFile(open644, "a secret phrase", { mode: 0o644 });
  const { cert } = selfSignedCertificate();
  const certificate = join(folder, "client.pem");
  await writeFile(certificate, cert);
  const client = (clientKeyFile: string) => ({ clientCertFile: certificate, clientKeyFile });
  const cases: readonly [object, RegExp][] = [
    [{ tokenFile: join(folder, "missing") }, /l1Signer\.tokenFile: .*does not exist/],
    [{ tokenFile: open644 }, /l1Signer\.tokenFile: .*can be read by others; run chmod 600/],
    [{ tokenFile: open600 }, /l1Signer\.tokenFile: .*holds no token/],
    [{ caFile: join(folder, "missing") }, /l1Signer\.caFile: .*cannot be read: ENOENT/],
    [{ caFile: open600 }, /l1Signer\.caFile: .*holds no certificates/],
    [client(open644), /l1Signer\.clientKeyFile: .*can be read by others/],
    [client(open600), /l1Signer\.clientKeyFile: .*holds no private key/],
  ];
  for (const [files, says] of cases) {
    // Nobody listens there: files are read first.
    const l1Signer = { url: "http://127.0.0.1:1", address: own.address, ...files };
    await assert.rejects(open({ l1Signer }), (error) => {
      assert.ok(error instanceof TrellisError && error.code === "TRL-NOD-071", String(error));
      assert.match(error.message, says);
      assert.ok(!JSON.stringify(error).includes("secret phrase") && !error.message.includes("secret phrase"));
      return true;
    });
  }
  const l1Signer = { url: "http://127.0.0.1:1", address: own.address };
  await assert.rejects(open({ l1Signer }), { code: "TRL-L1-050", message: /ECONNREFUSED/ });
});
