import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { DEPLOYMENT, hasCode, joinCall, joinSignature, TestL1, TOKEN, testKey } from "../../test/TestL1.ts";
import { exitDelayOf } from "../contracts/settingsFaults.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { l1Calls } from "./l1Calls.ts";

const EXIT_DELAY = BigInt(exitDelayOf(DEPLOYMENT.preset));

let l1: TestL1;
let owner: L1Sender;
before(async () => {
  l1 = await TestL1.start();
  owner = await l1.sender("owner");
  await l1.giveTokens(owner);
  await owner.send(joinCall(l1.addresses, testKey("seat"), owner.address));
});
after(() => l1.stop());

const seatAt = (seat: number) => l1.client.read("registry", "seatAt", [seat]);
const keyOf = (name: string) => toHex(addressOf(publicKeyOf(testKey(name))));
const isActive = async (seat: number) =>
  (((await l1.client.read("registry", "activeBitmap", []))[0] >> BigInt(seat)) & 1n) === 1n;

test("R4: a seat gets another key by the new key's own signature, once in an exit delay", async () => {
  const { addresses } = l1;
  const rotate = (name: string, signer = name) => {
    const signature = joinSignature(addresses, testKey(signer), owner.address);
    return l1Calls.rotateKey(addresses, 0, publicKeyOf(testKey(name)), signature);
  };
  await assert.rejects(
    owner.send(rotate("new key", "other key")),
    hasCode("TRL-L1-010", "rotate key: ", "InvalidJoinSignature"),
  );
  await assert.rejects(l1.deployer.send(rotate("new key")), hasCode("TRL-L1-010", "NotPayout"));
  await owner.send(rotate("new key"));
  assert.equal((await seatAt(0)).key, keyOf("new key"));
  await assert.rejects(owner.send(rotate("newer key")), hasCode("TRL-L1-010", "RotatedRecently"));
});

test("R4: a paused seat is not counted until it goes on", async () => {
  const pause = (isPaused: boolean) => l1Call(l1.addresses, "registry", "setPaused", [0, isPaused]);
  assert.equal(await isActive(0), true);
  await owner.send(pause(true));
  assert.equal(await isActive(0), false);
  assert.equal((await seatAt(0)).paused, true);
  await assert.rejects(owner.send(pause(true)), hasCode("TRL-L1-010", "set paused: ", "PauseUnchanged"));
  await owner.send(pause(false));
  assert.equal(await isActive(0), true);
});

test("P2: the owner of a seat gives it to another payout address", async () => {
  const { addresses } = l1;
  const change = (payout: Hex) => l1Call(addresses, "registry", "changePayout", [0, payout]);
  const next = await l1.sender("next owner");
  await assert.rejects(
    next.send(change(next.address)),
    hasCode("TRL-L1-010", "change payout: ", "NotPayout"),
  );
  await owner.send(change(next.address));
  assert.equal((await seatAt(0)).payout, next.address);
  await next.send(change(owner.address));
});

test("R4: nobody puts a seat to exit while there are free ones", async () => {
  await assert.rejects(
    l1.deployer.send(l1Call(l1.addresses, "registry", "putToExit", [0])),
    hasCode("TRL-L1-010", "put to exit: ", "NotIdle"),
  );
});

test("P2.2: a stake leaves after the exit delay, and the seat is free for the next", async () => {
  const { addresses, client } = l1;
  const withdraw = l1Call(addresses, "registry", "withdraw", [0]);
  await assert.rejects(owner.send(withdraw), hasCode("TRL-L1-010", "withdraw: ", "ExitNotReached"));
  await owner.send(l1Call(addresses, "registry", "requestExit", [0]));
  const { exitAt } = await seatAt(0);
  assert.equal(BigInt(exitAt), (await l1.now()) + EXIT_DELAY);
  assert.equal(await isActive(0), false);
  await assert.rejects(owner.send(withdraw), hasCode("TRL-L1-010", "ExitNotReached"));
  await l1.toTime(exitAt);
  const before = await client.read("token", "balanceOf", [owner.address]);
  await owner.send(withdraw);
  assert.equal((await client.read("token", "balanceOf", [owner.address])) - before, 100n * TOKEN);
  await assert.rejects(seatAt(0), hasCode("TRL-L1-010", "UnknownSeat(0)"));
  await l1.join("next seat", owner.address);
  assert.equal((await seatAt(0)).key, keyOf("next seat"));
});

test("R8: a complete stake takes no top-up", async () => {
  await assert.rejects(
    owner.send(l1Call(l1.addresses, "registry", "topUp", [0])),
    hasCode("TRL-L1-010", "top up: ", "NothingToTopUp"),
  );
});
