import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createPublicClient, createTestClient, http, type PublicClient } from "viem";
import { DEPLOYMENT, fundedSender, hasCode } from "../../test/TestL1.ts";
import { Anvil } from "../anvil/Anvil.ts";
import { L1Client } from "../reading/L1Client.ts";
import { deployContracts } from "./deployContracts.ts";
import { SETTINGS_PRESETS } from "./RollupSettings.ts";

const anvil = new Anvil({ blockSeconds: 0 });
let client: PublicClient;

before(async () => {
  await anvil.start();
  client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 });
});
after(() => anvil.stop());

test("every contract has code, the rollup is the token's minter, and the deployer holds the supply", async () => {
  const deployer = await fundedSender(anvil, client, "first");
  const addresses = await deployContracts(deployer, DEPLOYMENT);
  const { deployedAt, ...contracts } = addresses;
  assert.equal(new Set(Object.values(contracts)).size, 6);
  for (const [name, address] of Object.entries(contracts)) {
    assert.ok(
      address !== undefined && (await client.getCode({ address })) !== undefined,
      `${name} has no code`,
    );
  }
  const l1 = new L1Client(anvil.rpcUrl, addresses);
  assert.equal(await l1.read("token", "minter", []), addresses.rollup);
  assert.equal(await l1.read("token", "balanceOf", [deployer.address]), DEPLOYMENT.initialSupply);
  const status = await l1.read("rollup", "status", []);
  assert.equal(status.height, 1n);
  assert.equal(status.stateRoot, DEPLOYMENT.genesisStateRoot);
  assert.equal(status.settings.bond, DEPLOYMENT.settings.bond);
  const block = await client.getBlock({ blockNumber: deployedAt, includeTransactions: true });
  assert.equal(block.transactions[0]?.from, deployer.address);
});

test("deploying works from a used account, with a given second asset, the block verifier and the mainnet preset", async () => {
  const deployer = await fundedSender(anvil, client, "second");
  await deployer.transfer(deployer.address, 1n);
  const other = await deployContracts(deployer, DEPLOYMENT);
  const addresses = await deployContracts(deployer, {
    ...DEPLOYMENT,
    settings: SETTINGS_PRESETS.mainnet,
    verifier: { kind: "block" },
    secondAsset: other.secondAsset,
  });
  assert.equal(addresses.secondAsset, other.secondAsset);
  assert.notEqual(addresses.rollup, other.rollup);
  assert.ok(((await client.getCode({ address: addresses.verifier })) ?? "").length > 20_000);
  const slasher = await new L1Client(anvil.rpcUrl, addresses).read("registry", "slasher", []);
  assert.equal(slasher, addresses.court, "a court that can be answered with real proofs");
});

test("development verifiers are refused on other chains; deployed verifiers are used as given", async () => {
  const serious = new Anvil({ blockSeconds: 0, chainId: 5 });
  await serious.start();
  try {
    const publicClient = createPublicClient({ transport: http(serious.rpcUrl), cacheTime: 0 });
    const deployer = await fundedSender(serious, publicClient, "serious");
    const init = { ...DEPLOYMENT, verifier: { kind: "block" as const } };
    await assert.rejects(
      deployContracts(deployer, init),
      hasCode("TRL-L1-021", "production reference string"),
    );
    assert.equal(await deployer.nonce(), 0, "nothing was sent");
  } finally {
    await serious.stop();
  }
  const deployer = await fundedSender(anvil, client, "third");
  const first = await deployContracts(deployer, DEPLOYMENT);
  const again = await deployContracts(deployer, {
    ...DEPLOYMENT,
    verifier: { kind: "deployed", block: first.verifier, leaf: first.token, merge: first.registry },
  });
  assert.equal(again.verifier, first.verifier);
  assert.notEqual(again.court, first.court);
});

test("if the account sends something else meanwhile, deployment stops before the rollup is paid for", async () => {
  const deployer = await fundedSender(anvil, client, "hasty");
  const deploy = deployer.deploy.bind(deployer);
  const actions: string[] = [];
  deployer.deploy = async (action, data) => {
    actions.push(action);
    if (action === "deploy registry") await deployer.transfer(deployer.address, 1n);
    return deploy(action, data);
  };
  await assert.rejects(deployContracts(deployer, DEPLOYMENT), hasCode("TRL-L1-020", "deploy again"));
  assert.equal(actions.at(-1), "deploy registry");
});

test("a transaction just before the rollup's gives the same error: the contract refuses a wrong minter", async () => {
  const deployer = await fundedSender(anvil, client, "late");
  const deploy = deployer.deploy.bind(deployer);
  deployer.deploy = async (action, data) => {
    if (action === "deploy rollup") await deployer.transfer(deployer.address, 1n);
    return deploy(action, data);
  };
  await assert.rejects(deployContracts(deployer, DEPLOYMENT), hasCode("TRL-L1-020", "deploy rollup"));
});

test("P11: a refused setting is named", async () => {
  const deployer = await fundedSender(anvil, client, "settings");
  const settings = { ...DEPLOYMENT.settings, proposalWindow: 0 };
  await assert.rejects(
    deployContracts(deployer, { ...DEPLOYMENT, settings }),
    hasCode("TRL-L1-010", "deploy rollup", "SettingOutOfRange"),
  );
});

test("an account without Ether cannot deploy, and the reason is named", async () => {
  const deployer = await fundedSender(anvil, client, "poor");
  await createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) }).setBalance({
    address: deployer.address,
    value: 0n,
  });
  await assert.rejects(
    deployContracts(deployer, DEPLOYMENT),
    hasCode("TRL-L1-011", "deploy token", /funds/i),
  );
});
