import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  addressOf,
  blockOutputsToFields,
  dataHash,
  EMPTY_QUEUE,
  encodeFee,
  fromHex,
  messageOf,
  NOOP,
  ProverBitmap,
  packTransaction,
  proposalId,
  rollingHash,
  rollupId,
  type Transaction,
  toBytes,
  toHex,
  transactionOf,
} from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { concatHex, erc20Abi, keccak256, stringToHex } from "viem";
import { sign } from "viem/accounts";
import { DEPLOYMENT, GRUMPKIN_GENERATOR, hasCode, joinCall, TestL1, testKey } from "../../test/TestL1.ts";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { type BlockProofSubmission, l1Calls, type WithdrawalClaim } from "./l1Calls.ts";
import { withdrawalClaim } from "./withdrawalClaim.ts";

const TIMEOUT = { timeout: 120_000 };
const TOKEN = 10n ** 18n;
const OWNED: Transaction = { ...NOOP, kind: "withdraw", from: 0, amount: 40n, fee: encodeFee(0n) };
let l1: TestL1;
let owner: L1Sender;
before(async () => {
  l1 = await TestL1.start();
  owner = await l1.sender("owner");
});
after(() => l1.stop());

/** The messages that L1 has queued, from its events. */
async function queue() {
  const logs = await l1.public.getContractEvents({
    address: l1.addresses.rollup,
    abi: rollupAbi,
    eventName: "MessageQueued",
    fromBlock: 0n,
    strict: true,
  });
  return logs.map(({ args }) => ({ ...args, packed: fromHex(args.packed) }));
}

test(
  "P8.6, P10.3 deposits, seeds and forced transactions are one queue, as the protocol hashes it",
  TIMEOUT,
  async () => {
    const { addresses, deployer } = l1;
    const forced: Transaction = { ...OWNED, forced: true };
    await deployer.send(l1Calls.deposit(addresses, 0, GRUMPKIN_GENERATOR, owner.address, 100n));
    await deployer.send(l1Call(addresses, "rollup", "seedPool", [0, 7n]));
    await owner.send(l1Calls.forceTransaction(addresses, packTransaction(forced)));
    const messages = await queue();
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
  },
);

test("P10.3 only the owner can force a transaction, and only one that L2 can process", TIMEOUT, async () => {
  const { addresses, deployer } = l1;
  const force = (tx: Transaction) => l1Calls.forceTransaction(addresses, packTransaction(tx));
  await assert.rejects(
    deployer.send(force({ ...OWNED, forced: true })),
    hasCode("TRL-L1-010", "force transaction", "NotOwner", "only the account's L1 owner"),
  );
  await assert.rejects(owner.send(force(OWNED)), hasCode("TRL-L1-010", "NotForceable"));
  await assert.rejects(
    owner.send(force({ ...OWNED, kind: "transfer", to: 1, forced: true })),
    hasCode("TRL-L1-010", "UnknownAccount(1, 1)"),
  );
  await assert.rejects(
    deployer.send(l1Calls.deposit(addresses, 0, GRUMPKIN_GENERATOR, `0x${"0".repeat(40)}`, 1n)),
    hasCode("TRL-L1-010", "ZeroOwner"),
  );
});

test(
  "P7.1, P10.1 a block whose data came in chunks becomes final, and its withdrawal is claimed once",
  TIMEOUT,
  async () => {
    const { addresses, deployer, client, test: control } = l1;
    const submit = (submission: BlockProofSubmission) =>
      deployer.send(l1Calls.submitProof(addresses, submission));
    const claimWithdrawal = (claim: WithdrawalClaim) =>
      deployer.send(l1Calls.claimWithdrawals(addresses, [claim]));
    await deployer.sendAll(
      [
        joinCall(addresses, testKey("seat"), deployer.address),
        l1Call(addresses, "rollup", "depositBalance", [deployer.address, 10n * TOKEN]),
      ],
      1_000_000n,
    );
    const data = new Uint8Array(640);
    data.set(packTransaction({ ...OWNED, forced: true }), 9 * 20);
    const { messagesQueued } = await client.read("rollup", "status", []);
    const proposal = await l1.proposal();
    const bitmap = ProverBitmap.of([0]);
    const transcriptRoot = new Uint8Array(32).fill(1);
    await deployer.send(l1Calls.commit(addresses, proposal, transcriptRoot, bitmap));
    const { proverSetRoot } = await client.read("rollup", "status", []);

    const chunks = [data.subarray(0, 320), data.subarray(320)];
    for (const chunk of chunks) await deployer.send(l1Calls.publishData(addresses, chunk));
    const { timestamp } = await l1.public.getBlock();
    assert.equal(await client.read("rollup", "dataPublishedAt", [toHex(dataHash(chunks[1]!))]), timestamp);
    assert.equal(await client.read("rollup", "dataPublishedAt", [toHex(dataHash(data))]), 0n);

    await control.increaseTime({ seconds: DEPLOYMENT.settings.proposalWindow });
    await control.mine({ blocks: 1 });
    const domain = await client.domain();
    const id = proposalId(domain, proposal);
    const messages = (await queue()).slice(0, Number(messagesQueued));
    const fields = blockOutputsToFields({
      vkSetHash: DEPLOYMENT.vkSetHash,
      rollupId: rollupId(domain),
      proposalId: id,
      treeDepth: 2,
      orderCommitment: 5n,
      stateBefore: DEPLOYMENT.genesisStateRoot,
      stateAfter: 6n,
      dataHash: dataHash(data),
      contributionsHash: transcriptRoot,
      fees: 0n,
      messagesBefore: EMPTY_QUEUE,
      messagesAfter: messages.reduce(rollingHash, EMPTY_QUEUE),
      proverSetRoot: fromHex(proverSetRoot),
      proverBitmap: bitmap,
    });
    const signed = keccak256(
      concatHex([stringToHex("trellis/simulated/v1"), ...fields.map((field) => toHex(toBytes(field, 32)))]),
    );
    const submission = {
      proposal,
      transcriptRoot,
      committedBitmap: bitmap,
      provenBitmap: bitmap,
      stateAfter: 6n,
      contributionsHash: transcriptRoot,
      fees: 0n,
      messageCount: messagesQueued,
      data: new Uint8Array(),
      dataChunks: chunks.map(dataHash),
      proof: fromHex(await sign({ hash: signed, privateKey: toHex(testKey("verifier")), to: "hex" })),
    };
    assert.equal(
      toHex(addressOf(publicKeyOf(testKey("verifier")))),
      (DEPLOYMENT.verifier as { signer: string }).signer,
    );
    await assert.rejects(
      submit({ ...submission, dataChunks: [dataHash(data)] }),
      hasCode("TRL-L1-010", "DataNotPublished", "publish this chunk first"),
    );
    await submit(submission);
    await control.increaseTime({ seconds: DEPLOYMENT.settings.proofWindow });
    await control.mine({ blocks: 1 });
    const claim = withdrawalClaim({ proposalId: toHex(id), proverSetRoot, data }, 9);
    await assert.rejects(claimWithdrawal(claim), hasCode("TRL-L1-010", "NotFinal"));
    await deployer.send(l1Call(addresses, "rollup", "finalize", []));

    assert.equal(await client.read("rollup", "isWithdrawn", [toHex(id), 9n]), false);
    await claimWithdrawal(claim);
    await claimWithdrawal(claim);
    assert.equal(await client.read("rollup", "isWithdrawn", [toHex(id), 9n]), true);
    const paid = await l1.public.readContract({
      address: addresses.token,
      abi: erc20Abi,
      functionName: "balanceOf",
      args: [owner.address],
    });
    assert.equal(paid, 40n);
    const noop = withdrawalClaim({ proposalId: toHex(id), proverSetRoot, data }, 0);
    await assert.rejects(claimWithdrawal(noop), hasCode("TRL-L1-010", "NotWithdrawal"));
    const foreign = { ...claim, proverSetRoot: toHex(transcriptRoot) };
    await assert.rejects(claimWithdrawal(foreign), hasCode("TRL-L1-010", "WrongPath"));
  },
);
