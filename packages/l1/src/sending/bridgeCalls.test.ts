import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  EMPTY_QUEUE,
  encodeFee,
  fromHex,
  messageOf,
  NOOP,
  packTransaction,
  rollingHash,
  type Transaction,
  toHex,
  transactionOf,
} from "@trellis/protocol";
import { TestBlock } from "../../test/TestBlock.ts";
import { GRUMPKIN_GENERATOR, hasCode, TestL1, TOKEN } from "../../test/TestL1.ts";
import { withdrawalClaim, withdrawalsOf } from "../facts/finalWithdrawals.ts";
import { readRecords } from "../reading/readRecords.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { l1Calls } from "./l1Calls.ts";

const OWNED: Transaction = { ...NOOP, kind: "withdraw", from: 0, amount: 40n, fee: encodeFee(0n) };
const MAX_FEE = TOKEN;

let l1: TestL1;
let owner: L1Sender;
before(async () => {
  l1 = await TestL1.start();
  owner = await l1.sender("owner");
  await l1.giveTokens(owner, TOKEN);
});
after(() => l1.stop());

test("P8.6, P10.3: deposits, seeds and forced transactions are one queue, as the protocol hashes it", async () => {
  const { addresses, client, deployer } = l1;
  const forced: Transaction = { ...OWNED, forced: true };
  await deployer.send(l1Calls.deposit(addresses, 0, GRUMPKIN_GENERATOR, owner.address, 100n, MAX_FEE));
  await deployer.send(l1Call(addresses, "bridge", "seedPool", [0, 7n, MAX_FEE]));
  await owner.send(l1Calls.forceTransaction(addresses, packTransaction(forced), MAX_FEE));
  const messages: { readonly packed: Uint8Array; keyX: bigint; keyY: bigint; rolling: string }[] = [];
  for await (const queued of client.events("bridge", "MessageQueued", {})) {
    messages.push({ ...queued, packed: fromHex(queued.packed) });
  }
  const expected = [
    messageOf({ ...NOOP, kind: "deposit", amount: 100n }, GRUMPKIN_GENERATOR),
    messageOf({ ...NOOP, kind: "seed", amount: 7n }),
    messageOf(forced),
  ];
  assert.deepEqual(messages.map(transactionOf), expected.map(transactionOf));
  let rolling = EMPTY_QUEUE;
  for (const message of messages) {
    rolling = rollingHash(rolling, message);
    assert.equal(message.rolling, toHex(rolling));
  }
});

test("P10.3: only the owner can force a transaction, and only one that L2 can process", async () => {
  const { addresses, deployer } = l1;
  const force = (tx: Transaction) => l1Calls.forceTransaction(addresses, packTransaction(tx), MAX_FEE);
  await assert.rejects(
    deployer.send(force({ ...OWNED, forced: true })),
    hasCode("TRL-L1-010", "force transaction", "NotOwner", "only the account's L1 owner"),
  );
  await assert.rejects(owner.send(force(OWNED)), hasCode("TRL-L1-010", "NotForceable"));
  await assert.rejects(
    owner.send(force({ ...OWNED, kind: "transfer", to: 1, forced: true })),
    hasCode("TRL-L1-010", "UnknownAccount(1, 1)"),
  );
});

test("R10: a message that would burn more than its sender allows is not queued", async () => {
  const { addresses, deployer } = l1;
  await assert.rejects(
    deployer.send(l1Calls.deposit(addresses, 0, GRUMPKIN_GENERATOR, owner.address, 1n, 0n)),
    hasCode("TRL-L1-010", "deposit: ", "FeeTooHigh"),
  );
});

test("P10.1: L1 pays a final block's withdrawal once, to the account's owner, and anyone may claim it", async () => {
  const { addresses, client, deployer } = l1;
  await l1.join("seat", deployer.address);
  await deployer.send(l1Call(addresses, "auction", "depositBalance", [deployer.address, 10n * TOKEN]));
  const block = await TestBlock.commit(l1, [0, 0, 0]);
  await block.toProofWindow();
  const transactions = new Uint8Array(320);
  transactions.set(packTransaction({ ...OWNED, forced: true }), 9 * 20);
  await block.prove(["c0", "c0", "c0"], { transactions, messageCount: 3n });
  await block.toEnd();
  const before = await client.read("token", "balanceOf", [owner.address]);
  const { blocks } = await readRecords(client);
  const record = blocks.block(block.id)!;
  assert.deepEqual(
    withdrawalsOf(record).map(({ place }) => place),
    [9],
  );
  const claim = (place: number) =>
    l1Call(addresses, "bridge", "claimWithdrawals", [[withdrawalClaim(record, place)]]);
  await assert.rejects(deployer.send(claim(9)), hasCode("TRL-L1-010", "claim withdrawals: ", "NotFinal"));
  await deployer.send(l1Call(addresses, "rollup", "finalize", []));
  await deployer.send(claim(9));
  await deployer.send(claim(9));
  assert.equal((await client.read("token", "balanceOf", [owner.address])) - before, 40n);
  assert.equal(await client.read("bridge", "isWithdrawn", [block.id, 9n]), true);
  await assert.rejects(deployer.send(claim(0)), hasCode("TRL-L1-010", "NotWithdrawal"));
});
