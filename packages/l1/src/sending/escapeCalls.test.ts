import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { ACCOUNT_TREE_DEPTH, poseidonPathRoot } from "@trellis/protocol";
import { TestBlock } from "../../test/TestBlock.ts";
import { DEPLOYMENT, GRUMPKIN_GENERATOR, hasCode, TestL1, TOKEN } from "../../test/TestL1.ts";
import { readRecords } from "../reading/readRecords.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { type Escape, l1Calls } from "./l1Calls.ts";

const { inclusionDelay, escapeDelay } = DEPLOYMENT.preset.settings;
const SIBLINGS = new Array<bigint>(ACCOUNT_TREE_DEPTH).fill(0n);
/** Key, nonce and both balances of account 0, and a state in which nobody else has any. */
const ACCOUNT = [GRUMPKIN_GENERATOR.x, GRUMPKIN_GENERATOR.y, 0n, 70n, 0n];
const STATE = [poseidonPathRoot(poseidon2Hash(ACCOUNT), 0, SIBLINGS), 0n, 0n, 0n, 0n, 0n];
const ESCAPE: Escape = { accountIndex: 0, account: ACCOUNT, siblings: SIBLINGS, state: STATE };

let l1: TestL1;
let owner: L1Sender;

const deposit = (amount: bigint) =>
  l1.deployer.send(l1Calls.deposit(l1.addresses, 0, GRUMPKIN_GENERATOR, owner.address, amount, TOKEN));
const balance = () => l1.client.read("token", "balanceOf", [owner.address]);

/** One deposit is in the last final state; two more were never consumed. */
before(async () => {
  l1 = await TestL1.start();
  owner = await l1.sender("owner");
  const { addresses, deployer } = l1;
  await l1.join("seat", deployer.address);
  await deployer.send(l1Call(addresses, "auction", "depositBalance", [deployer.address, 10n * TOKEN]));
  await deposit(100n);
  const block = await TestBlock.commit(l1, [0, 0, 0]);
  await block.toProofWindow();
  await block.prove(["c0", "c0", "c0"], { messageCount: 1n, stateAfter: poseidon2Hash(STATE) });
  await block.toEnd();
  await deployer.send(l1Call(addresses, "rollup", "finalize", []));
  await deposit(5n);
  await deposit(6n);
});
after(() => l1.stop());

test("R12: the rollup stops once a message has been due for the escape delay, not before", async () => {
  const { addresses, client, deployer } = l1;
  const stop = l1Call(addresses, "bridge", "stopRollup", []);
  const early = l1Calls.escape(addresses, ESCAPE);
  await assert.rejects(deployer.send(early), hasCode("TRL-L1-010", "escape: ", "NotStopped"));
  await assert.rejects(deployer.send(stop), hasCode("TRL-L1-010", "stop rollup: ", "NotDead"));
  const queuedAt = await client.read("bridge", "messageQueuedAt", [1n]);
  await l1.toTime(Number(queuedAt) + inclusionDelay + escapeDelay);
  await deployer.send(stop);
  assert.equal((await client.read("lens", "status", [])).isStopped, true);
});

test("R12: an account is paid its balances of the last final state, once", async () => {
  const { addresses, deployer } = l1;
  const before = await balance();
  const more = { ...ESCAPE, account: ACCOUNT.with(3, 71n) };
  await assert.rejects(
    deployer.send(l1Calls.escape(addresses, more)),
    hasCode("TRL-L1-010", "escape: ", "WrongState"),
  );
  await deployer.send(l1Calls.escape(addresses, ESCAPE));
  assert.equal((await balance()) - before, 70n);
  await assert.rejects(
    deployer.send(l1Calls.escape(addresses, ESCAPE)),
    hasCode("TRL-L1-010", "AlreadyEscaped"),
  );
});

test("R12: deposits that no block consumed go back to the account's owner, each once", async () => {
  const { addresses, client, deployer } = l1;
  const before = await balance();
  const { messages } = await readRecords(client);
  const returns = messages.unreturnedDeposits(owner.address);
  assert.deepEqual(
    returns.map(([index]) => index),
    [1n, 2n],
  );
  for (const args of returns) {
    await deployer.send(l1Call(addresses, "bridge", "returnDeposit", args));
  }
  assert.equal((await balance()) - before, 11n);
  const again = l1Call(addresses, "bridge", "returnDeposit", returns[0]!);
  await assert.rejects(deployer.send(again), hasCode("TRL-L1-010", "return deposit: ", "MessageConsumed"));
  assert.deepEqual((await readRecords(client)).messages.unreturnedDeposits(), []);
});
