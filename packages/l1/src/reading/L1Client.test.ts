import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addressOf, fromHex, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { simulatedProof } from "../../test/simulatedProof.ts";
import { DEPLOYMENT, hasCode, joinCall, TestL1, testKey } from "../../test/TestL1.ts";
import { exitDelayOf } from "../contracts/settingsFaults.ts";
import { L1Connection } from "../providers/L1Connection.ts";
import { l1Call } from "../sending/L1Call.ts";
import { FaultyL1, type L1Faults } from "../testing/FaultyL1.ts";
import { fastTime } from "../testing/fastTime.ts";
import { L1Client } from "./L1Client.ts";

let l1: TestL1;
let proxy: FaultyL1;
let viaProxy: L1Client;

before(async () => {
  l1 = await TestL1.start();
  proxy = await FaultyL1.start(l1.anvil.rpcUrl);
  viaProxy = throughProxy();
});
after(async () => {
  await proxy.stop();
  await l1.stop();
});

const throughProxy = (): L1Client =>
  new L1Client(new L1Connection(proxy.url, { time: fastTime }), l1.addresses);

const INPUTS = [1n, 2n, 2n ** 254n];

test("the domain is the chain's id and the rollup's address", async () => {
  assert.deepEqual(await l1.client.domain(), { chainId: 31_337n, rollup: fromHex(l1.addresses.rollup) });
});

test("status, ranking and balances are read as of the block that is asked for", async () => {
  const first = await l1.public.getBlockNumber();
  assert.deepEqual(await l1.client.ranking(), []);
  const { address } = await l1.sender("bidder");
  await l1.deployer.send(l1Call(l1.addresses, "auction", "depositBalance", [address, 7n]));
  await l1.deployer.send(joinCall(l1.addresses, testKey("seat"), address));
  await l1.deposit();
  assert.equal(await l1.client.read("auction", "balanceOf", [address]), 7n);
  const now = await l1.client.read("lens", "status", []);
  assert.equal(now.messagesQueued, 1n);
  assert.equal(now.running.activeBitmap[0], 1n);
  const before = await l1.client.read("lens", "status", [], first);
  assert.equal(before.messagesQueued, 0n);
  assert.equal(before.running.activeBitmap[0], 0n);
  assert.equal(await l1.client.read("rewards", "isClaimed", [`0x${"11".repeat(32)}`, 0n]), false);
});

test("addresses come in lower case: the account's own, of results and of events", async () => {
  const { address } = await l1.sender("lower case");
  const secret = testKey("lower case seat");
  await l1.deployer.send(joinCall(l1.addresses, secret, address));
  const [isTaken, seat] = await l1.client.read("registry", "seatOf", [toHex(addressOf(publicKeyOf(secret)))]);
  await l1.deployer.send(l1Call(l1.addresses, "auction", "depositBalance", [address, 9n]));
  assert.equal(address, address.toLowerCase());
  assert.equal(isTaken, true);
  assert.equal((await l1.client.read("registry", "seatAt", [seat])).payout, address);
  const accounts: string[] = [];
  for await (const { account } of l1.client.events("auction", "BalanceDeposited", { account: address })) {
    accounts.push(account);
  }
  assert.deepEqual(accounts, [address]);
});

test("the deployed verifier accepts a valid proof; for each broken proof the answer is false", async () => {
  const proof = simulatedProof(INPUTS);
  assert.equal(await l1.client.verifyBlockProof(proof, INPUTS), true);
  assert.equal(await l1.client.verifyBlockProof(proof, [1n, 3n, 2n ** 254n]), false);
  assert.equal(await l1.client.verifyBlockProof(simulatedProof(INPUTS, testKey("other")), INPUTS), false);
  assert.equal(await l1.client.verifyBlockProof(new Uint8Array(), INPUTS), false);
});

test("a revert of the verifier counts as a refusal", async () => {
  // The token has no such function, and no fallback.
  const reverting = new L1Client(l1.anvil.rpcUrl, {
    ...l1.addresses,
    blockVerifier: l1.addresses.token,
  });
  assert.equal(await reverting.verifyBlockProof(simulatedProof(INPUTS), INPUTS), false);
});

test("if L1 cannot be asked, that is an error and not a verdict about the proof", async () => {
  const proof = simulatedProof(INPUTS);
  const verify = () => viaProxy.verifyBlockProof(proof, INPUTS);
  const troubles: [L1Faults, string][] = [
    [{ error: { code: -32_603, message: "Internal error" } }, "TRL-L1-040"],
    [{ error: { code: -32_000, message: "header not found" } }, "TRL-L1-045"],
    [{ down: true }, "TRL-L1-040"],
    [{ error: { code: -32_005, message: "limit exceeded" } }, "TRL-L1-041"],
    [{ error: { code: -32_099, message: "no" } }, "TRL-L1-011"],
  ];
  for (const [faults, code] of troubles) {
    viaProxy = throughProxy();
    proxy.faults = faults;
    await assert.rejects(verify(), hasCode(code, "read blockVerifier.verify"));
  }
  proxy.faults = { error: { code: 3, message: "execution reverted" } };
  assert.equal(await verify(), false);
  proxy.faults = {};
  assert.equal(await verify(), true);
  const nowhere = new L1Client(l1.anvil.rpcUrl, {
    ...l1.addresses,
    blockVerifier: `0x${"12".repeat(20)}`,
  });
  await assert.rejects(nowhere.verifyBlockProof(proof, INPUTS), hasCode("TRL-L1-043", "no such contract"));
});

test("TRL-L1-043 contracts that are missing on this L1 are named", async () => {
  await l1.client.requireContracts();
  const nowhere: Hex = `0x${"12".repeat(20)}`;
  const client = new L1Client(l1.anvil.rpcUrl, { ...l1.addresses, registry: nowhere, lens: nowhere });
  await assert.rejects(
    client.requireContracts(),
    hasCode("TRL-L1-043", "chain 31337", `registry (${nowhere})`, `lens (${nowhere})`),
  );
  await assert.rejects(client.read("lens", "status", []), hasCode("TRL-L1-043", "read lens.status"));
});

test("the error of a failed read names what was read", async () => {
  proxy.faults = { down: true };
  await assert.rejects(throughProxy().domain(), hasCode("TRL-L1-040", "chain id"));
  await assert.rejects(viaProxy.read("lens", "status", []), hasCode("TRL-L1-040", "read lens.status"));
  await assert.rejects(viaProxy.ranking(), hasCode("TRL-L1-040", "the ranking"));
  await assert.rejects(
    viaProxy.read("auction", "balanceOf", [l1.deployer.address]),
    hasCode("TRL-L1-040", "read auction.balanceOf"),
  );
  await assert.rejects(
    viaProxy.read("rewards", "isClaimed", [`0x${"00".repeat(32)}`, 0n]),
    hasCode("TRL-L1-040", "read rewards.isClaimed"),
  );
  proxy.faults = {};
});

test("a failed read of the chain id is repeated", async () => {
  const client = throughProxy();
  proxy.faults = { down: true };
  await assert.rejects(client.chainId(), hasCode("TRL-L1-040"));
  proxy.faults = {};
  assert.equal(await client.chainId(), 31_337);
});

test("R13, P2: settings and stake rules are what was deployed", async () => {
  const { preset, stake } = DEPLOYMENT;
  const settings = await l1.client.settings();
  assert.deepEqual({ ...settings, ...preset.settings }, { ...settings });
  assert.deepEqual({ ...(await l1.client.courtSettings()) }, { ...preset.court });
  const rules = await l1.client.stakeRules();
  assert.deepEqual([rules.stake, rules.minStake], [stake, stake / 2n]);
  assert.equal(rules.exitDelay, exitDelayOf(preset));
});

test("constants of the deployment are read once; a failed read is repeated", async () => {
  const client = throughProxy();
  proxy.faults = { down: true };
  await assert.rejects(client.settings(), hasCode("TRL-L1-040", "constants.settings"));
  proxy.faults = {};
  await client.settings();
  await client.courtSettings();
  const asked = proxy.calls.length;
  await client.settings();
  await client.courtSettings();
  assert.equal(proxy.calls.length, asked);
});
