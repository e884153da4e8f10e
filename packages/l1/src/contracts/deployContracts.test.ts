import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PRESETS } from "@trellis/protocol";
import { createPublicClient, http, type PublicClient } from "viem";
import { DEPLOYMENT, fundedSender, hasCode } from "../../test/TestL1.ts";
import { Anvil } from "../anvil/Anvil.ts";
import { L1Client } from "../reading/L1Client.ts";
import { deployContracts } from "./deployContracts.ts";

const anvil = new Anvil({ blockSeconds: 0 });
let client: PublicClient;

before(async () => {
  await anvil.start();
  client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 });
});
after(() => anvil.stop());

test("every contract has code, and all read the same constants", async () => {
  const deployer = await fundedSender(anvil, client, "second first");
  const addresses = await deployContracts(deployer, DEPLOYMENT);
  const { deployedAt, ...contracts } = addresses;
  assert.equal(new Set(Object.values(contracts)).size, 12);
  for (const [name, address] of Object.entries(contracts)) {
    assert.ok((await client.getCode({ address })) !== undefined, `${name} has no code`);
  }
  const l1 = new L1Client(anvil.rpcUrl, addresses);
  assert.equal(await l1.read("token", "minter", []), addresses.vault);
  assert.equal(await l1.read("vault", "minter", []), addresses.rewards);
  assert.equal(await l1.read("registry", "court", []), addresses.court);
  const parts = await l1.read("constants", "parts", []);
  for (const name of ["vault", "registry", "auction", "rollup", "rewards", "bridge", "court"] as const) {
    assert.equal(parts[name], addresses[name]);
  }
  const settings = await l1.read("constants", "settings", []);
  assert.deepEqual(
    { ...settings },
    { ...settings, ...DEPLOYMENT.preset.settings },
    "L1 has the settings that were asked for",
  );
  const block = await client.getBlock({ blockNumber: deployedAt, includeTransactions: true });
  assert.equal(block.transactions[0]?.from, deployer.address);
});

test("deploying works from a used account, with a given second asset, the circuits' verifiers and every preset", async () => {
  const deployer = await fundedSender(anvil, client, "second used");
  await deployer.transfer(deployer.address, 1n);
  const { secondAsset } = await deployContracts(deployer, DEPLOYMENT);
  for (const preset of Object.values(PRESETS)) {
    const init = { ...DEPLOYMENT, preset, secondAsset, verifier: { kind: "block" } as const };
    const addresses = await deployContracts(deployer, init);
    assert.equal(addresses.secondAsset, secondAsset);
    assert.ok(((await client.getCode({ address: addresses.blockVerifier })) ?? "").length > 20_000);
  }
});

test("development verifiers are refused on other chains, and nothing is sent", async () => {
  const serious = new Anvil({ blockSeconds: 0, chainId: 5 });
  await serious.start();
  try {
    const publicClient = createPublicClient({ transport: http(serious.rpcUrl), cacheTime: 0 });
    const deployer = await fundedSender(serious, publicClient, "second serious");
    const init = { ...DEPLOYMENT, verifier: { kind: "block" as const } };
    await assert.rejects(
      deployContracts(deployer, init),
      hasCode("TRL-L1-021", "production reference string"),
    );
    assert.equal(await deployer.nonce(), 0);
  } finally {
    await serious.stop();
  }
});

test("R13: a setting that L1 would refuse is named with its range before anything is sent", async () => {
  const deployer = await fundedSender(anvil, client, "second settings");
  const { preset } = DEPLOYMENT;
  const settings = { ...preset.settings, proposalWindow: 4 };
  await assert.rejects(
    deployContracts(deployer, { ...DEPLOYMENT, preset: { ...preset, settings } }),
    hasCode("TRL-L1-022", "proposalWindow is 4", "from 5"),
  );
  assert.equal(await deployer.nonce(), 0);
});

test("a contract's refusal is explained", async () => {
  const deployer = await fundedSender(anvil, client, "second stranger");
  const init = { ...DEPLOYMENT, vkSetHash: 2n ** 255n };
  await assert.rejects(
    deployContracts(deployer, init),
    hasCode("TRL-L1-010", "deploy constants", "NotAField", "below BN254's scalar modulus"),
  );
});

test("if the account sends something else meanwhile, deployment stops and says so", async () => {
  for (const [name, last] of [
    ["deploy token", "deploy token"],
    ["deploy vault", "deploy vault"],
    ["deploy court", "deploy court"],
  ]) {
    const deployer = await fundedSender(anvil, client, `second hasty ${name}`);
    const deploy = deployer.deploy.bind(deployer);
    const actions: string[] = [];
    deployer.deploy = async (action, data) => {
      actions.push(action);
      if (action === name) await deployer.transfer(deployer.address, 1n);
      return deploy(action, data);
    };
    await assert.rejects(deployContracts(deployer, DEPLOYMENT), hasCode("TRL-L1-020", "deploy again"));
    assert.equal(actions.at(-1), last);
  }
});
