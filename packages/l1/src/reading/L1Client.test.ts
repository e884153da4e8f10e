import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fromHex, keccak256, toBytes } from "@trellis/protocol";
import { signRecoverable } from "@trellis/protocol/keys";
import { L1Proxy } from "../../test/L1Proxy.ts";
import { hasCode, joinCall, TestL1, testKey } from "../../test/TestL1.ts";
import { l1Call } from "../sending/L1Call.ts";
import { L1Client } from "./L1Client.ts";

let l1: TestL1;
let proxy: L1Proxy;
let viaProxy: L1Client;

before(async () => {
  l1 = await TestL1.start();
  proxy = await L1Proxy.start(l1.anvil.rpcUrl);
  viaProxy = new L1Client(proxy.url, l1.addresses);
});
after(async () => {
  await proxy.stop();
  await l1.stop();
});

const INPUTS = [1n, 2n, 2n ** 254n];

/** As the simulated proof system signs; see DevelopmentVerifier.sol. */
function simulatedProof(inputs: readonly bigint[], key = testKey("verifier")): Uint8Array {
  const tag = new TextEncoder().encode("trellis/simulated/v1");
  return signRecoverable(keccak256(tag, ...inputs.map((field) => toBytes(field, 32))), key);
}

test("the domain is the chain's id and the rollup's address", async () => {
  assert.deepEqual(await l1.client.domain(), { chainId: 31_337n, rollup: fromHex(l1.addresses.rollup) });
});

test("status, ranking and balances are read as of the block that is asked for", async () => {
  const first = await l1.public.getBlockNumber();
  assert.deepEqual(await l1.client.ranking(), []);
  const { address } = await l1.sender("bidder");
  await l1.deployer.send(l1Call(l1.addresses, "rollup", "depositBalance", [address, 7n]));
  await l1.deployer.send(joinCall(l1.addresses, testKey("seat"), address));
  await l1.deposit();
  assert.equal(await l1.client.read("rollup", "balanceOf", [address]), 7n);
  const now = await l1.client.read("rollup", "status", []);
  assert.equal(now.messagesQueued, 1n);
  assert.equal(now.activeBitmap[0], 1n);
  const before = await l1.client.read("rollup", "status", [], first);
  assert.equal(before.messagesQueued, 0n);
  assert.equal(before.activeBitmap[0], 0n);
  assert.equal(await l1.client.read("rollup", "isClaimed", [`0x${"11".repeat(32)}`, 0n]), false);
});

test("addresses come in lower case: the account's own, of results and of events", async () => {
  const { address } = await l1.sender("lower case");
  const seat = await l1.client.read("registry", "seatCount", []);
  await l1.deployer.send(joinCall(l1.addresses, testKey("lower case seat"), address));
  await l1.deployer.send(l1Call(l1.addresses, "rollup", "depositBalance", [address, 9n]));
  assert.equal(address, address.toLowerCase());
  assert.equal((await l1.client.read("registry", "proverAt", [BigInt(seat)])).payout, address);
  const accounts: string[] = [];
  for await (const { account } of l1.client.events("rollup", "BalanceDeposited", { account: address })) {
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
  const reverting = new L1Client(l1.anvil.rpcUrl, { ...l1.addresses, verifier: l1.addresses.token });
  assert.equal(await reverting.verifyBlockProof(simulatedProof(INPUTS), INPUTS), false);
});

test("if L1 cannot be asked, that is an error and not a verdict about the proof", async () => {
  const proof = simulatedProof(INPUTS);
  const verify = () => viaProxy.verifyBlockProof(proof, INPUTS);
  for (const mode of [
    "down",
    { code: -32_603, message: "Internal error" },
    { code: -32_000, message: "header not found" },
    { code: -32_005, message: "limit exceeded" },
  ] as const) {
    proxy.mode = mode;
    await assert.rejects(verify(), hasCode("TRL-L1-011", "read verifier.verify"));
  }
  proxy.mode = { code: 3, message: "execution reverted" };
  assert.equal(await verify(), false);
  proxy.mode = "up";
  assert.equal(await verify(), true);
  const nowhere = new L1Client(l1.anvil.rpcUrl, { ...l1.addresses, verifier: `0x${"12".repeat(20)}` });
  await assert.rejects(nowhere.verifyBlockProof(proof, INPUTS), hasCode("TRL-L1-011"));
});

test("the error of a failed read names what was read", async () => {
  proxy.mode = "down";
  await assert.rejects(new L1Client(proxy.url, l1.addresses).domain(), hasCode("TRL-L1-011", "chain id"));
  await assert.rejects(viaProxy.read("rollup", "status", []), hasCode("TRL-L1-011", "read rollup.status"));
  await assert.rejects(viaProxy.ranking(), hasCode("TRL-L1-011", "the ranking"));
  await assert.rejects(
    viaProxy.read("rollup", "balanceOf", [l1.deployer.address]),
    hasCode("TRL-L1-011", "read rollup.balanceOf"),
  );
  await assert.rejects(
    viaProxy.read("rollup", "isClaimed", [`0x${"00".repeat(32)}`, 0n]),
    hasCode("TRL-L1-011", "read rollup.isClaimed"),
  );
  proxy.mode = "up";
});

test("a failed read of the chain id is repeated", async () => {
  const client = new L1Client(proxy.url, l1.addresses);
  proxy.mode = "down";
  await assert.rejects(client.chainId(), hasCode("TRL-L1-011"));
  proxy.mode = "up";
  assert.equal(await client.chainId(), 31_337);
});
