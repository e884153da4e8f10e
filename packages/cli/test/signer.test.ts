import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Anvil, LocalSigner } from "@trellis/l1";
import { newSecretKey } from "@trellis/node";
import { createTestClient, http } from "viem";
import { HttpSigner } from "../../l1/src/testing/HttpSigner.ts";
import { selfSignedCertificate } from "../../l1/src/testing/selfSignedCertificate.ts";
import { documentedSession, runCommand } from "./DocumentedSession.ts";

const KEY = newSecretKey();
const { address } = new LocalSigner(KEY);

test("an account whose key is with a service deploys and deposits; nothing is sent without its signature", {
  timeout: 120_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-signer-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const anvil = new Anvil({ blockSeconds: 0 });
  await anvil.start();
  t.after(() => anvil.stop());
  const l1 = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
  await l1.setBalance({ address, value: 10n ** 21n });
  const tls = selfSignedCertificate();
  const service = await HttpSigner.start([KEY], { token: "a-token", tls });
  t.after(() => service.stop());
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const l1Signer = {
    url: service.url,
    address,
    caFile: await file("ca.pem", tls.cert),
    tokenFile: await file("token", "a-token\n"),
  };
  const signer = await file("signer.json", JSON.stringify({ l1Signer }));
  const settings = await file("settings.json", (await documentedSession()).settings);
  const deployment = join(folder, "deployment.json");
  const deploy = ["deploy", "--rpc", anvil.rpcUrl, "--settings", settings, "--out", deployment, "--json"];

  service.faults = { status: 403 };
  await assert.rejects(runCommand([...deploy, "--signer", signer]), { code: "TRL-L1-051" });
  await assert.rejects(readFile(deployment), { code: "ENOENT" });
  service.faults = {};

  const dry = JSON.parse(await runCommand([...deploy, "--dry-run", "--from", address]));
  const deployed = JSON.parse(await runCommand([...deploy, "--signer", signer]));
  assert.deepEqual([dry.from, deployed.from], [address, address]);
  assert.equal(deployed.addresses.rollup, dry.addresses.rollup, "the dry run has the same account and nonce");

  const places = ["--rpc", anvil.rpcUrl, "--deployment", deployment, "--json"];
  const deposit = ["proposer", "balance", "deposit", "--amount", "10", ...places];
  const stranger = `0x${"77".repeat(20)}`;
  const token = ["token", "send", "--to", stranger, "--signer", signer, ...places];
  await assert.rejects(runCommand([...token, "--amount", "1000001"]), {
    code: "TRL-CLI-033",
    message: /has 1000000 of the token 0x.*and this takes 1000001; send it 1 more/,
  });
  await runCommand([...token, "--amount", "2.5"]);
  const balance = JSON.parse(await runCommand(["token", "balance", "--of", stranger, ...places]));
  assert.deepEqual([balance.ether, balance.tokens], ["0", [String(25n * 10n ** 17n), "0"]]);
  await assert.rejects(runCommand([...deposit, "--from", stranger, "--dry-run"]), { code: "TRL-CLI-033" });
  const acted = JSON.parse(await runCommand([...deposit, "--signer", signer]));
  assert.equal(acted.from, address);
  const shown = await runCommand(["proposer", "balance", "show", "--proposer", address, ...places]);
  assert.equal(JSON.parse(shown).balance, String(10n ** 19n));
});
