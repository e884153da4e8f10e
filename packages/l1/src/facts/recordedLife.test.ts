import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  blockDataHash,
  blockOutputsToFields,
  dataHash,
  encodeTally,
  fromHex,
  ProverBitmap,
  proposalId,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { wordsOf } from "../../test/blockVectors.ts";
import { simulatedProof } from "../../test/simulatedProof.ts";
import { DEPLOYMENT, hasCode, TestL1, TOKEN } from "../../test/TestL1.ts";
import { dryRun } from "../sending/dryRun.ts";
import { l1Call } from "../sending/L1Call.ts";
import { l1Calls } from "../sending/l1Calls.ts";
import { contextHash, keptHash } from "./BlockRecord.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { blockClaims } from "./payClaims.ts";

const PAYOUT: Hex = `0x${"0c".repeat(20)}`;
const TRANSCRIPT_ROOT = 3n;
const SEATS = ProverBitmap.of([0, 1]);

let l1: TestL1;

before(async () => {
  l1 = await TestL1.start();
  await l1.join("second seat 0", PAYOUT);
  await l1.join("second seat 1", PAYOUT);
});
after(() => l1.stop());

test("M5: a block is committed, proven and final; the pay of its provers is claimed from L1's logs alone", async () => {
  const { addresses, client, deployer } = l1;
  await assert.rejects(
    deployer.send(l1Calls.commit(addresses, await l1.proposal(), TRANSCRIPT_ROOT, SEATS)),
    hasCode("TRL-L1-010", "InsufficientBalance", "deposit more of the native token"),
  );
  await deployer.send(l1Call(addresses, "auction", "depositBalance", [deployer.address, 10n * TOKEN]));
  const proposal = await l1.proposal();
  const commit = l1Calls.commit(addresses, proposal, TRANSCRIPT_ROOT, SEATS);
  const [tried] = await dryRun(l1.public, deployer.address, [commit]);
  assert.deepEqual(
    tried!.events.map(({ event }) => event).filter((event) => event === "Committed"),
    ["Committed"],
  );
  await deployer.send(commit);

  const status = await client.read("lens", "status", []);
  assert.equal(status.running.round.commitments, 1);
  const [ranked] = await client.ranking();
  const id = toHex(proposalId(await client.domain(), proposal));
  assert.deepEqual([ranked!.proposalId, ranked!.committedSeats, ranked!.isProven], [id, 2, false]);

  await l1.toTime(Number(status.running.round.proofStart));
  const data = new Uint8Array(320);
  const chunks = [data.slice(0, 160), data.slice(160)];
  await deployer.send(l1Calls.publishData(addresses, chunks[0]!));
  const seatWords = wordsOf("c0", "c1", "c0");
  const submission = {
    proposal,
    transcriptRoot: TRANSCRIPT_ROOT,
    committed: SEATS,
    provers: SEATS,
    stateAfter: 22n,
    statesRoot: 23n,
    tally: encodeTally({
      committed: { leaf: 2, merge: 0, root: 1 },
      vacant: { leaf: 0, merge: 0, root: 0 },
    }),
    fees: 0n,
    messageCount: 0n,
    data: new Uint8Array(),
    chunks: chunks.map(dataHash),
    seatWords,
  };
  const noMessages = fromHex(await client.read("bridge", "rollingHash", [0n]));
  const inputs = blockOutputsToFields({
    vkSetHash: DEPLOYMENT.vkSetHash,
    rollupId: await client.read("constants", "rollupId", []),
    proposalId: fromHex(id),
    treeDepth: 1,
    orderCommitment: 5n,
    stateBefore: DEPLOYMENT.genesisStateRoot,
    stateAfter: submission.stateAfter,
    dataHash: blockDataHash(data, seatWords),
    fees: 0n,
    messagesBefore: noMessages,
    messagesAfter: noMessages,
    proverSetRoot: status.running.proverSetRoot,
    transcriptRoot: TRANSCRIPT_ROOT,
    statesRoot: submission.statesRoot,
    tally: submission.tally,
    provers: SEATS,
    committed: SEATS,
  });
  const proof = simulatedProof(inputs);
  await assert.rejects(
    deployer.send(l1Calls.submitProof(addresses, { ...submission, proof: proof.slice(1) })),
    hasCode("TRL-L1-010", "InvalidProof", "prove it again"),
  );
  await deployer.send(l1Calls.submitProof(addresses, { ...submission, proof }));
  await deployer.send(l1Call(addresses, "rollup", "finalize", []));

  await l1.toTime(Number(status.running.proofEnd));
  await deployer.send(l1Calls.settleReward(addresses, proposal));

  const records = new BlockRecords(DEPLOYMENT.genesisStateRoot);
  for await (const event of client.record()) records.add(event);
  const [block] = records.final();
  assert.equal(block!.proposalId, id);
  assert.deepEqual(block!.transactions, data);
  assert.equal(contextHash(block!.facts!), await client.read("rollup", "contextOf", [id]));
  assert.equal(keptHash(block!.kept[0]!), await client.read("rollup", "keptOf", [id, 0]));
  const active = await client.activeSeats(block!.activeBitmap);
  assert.deepEqual(active.seats(), [0, 1]);

  const pool = await client.read("rewards", "poolOf", [id]);
  await l1.toTime(Number(pool.claimsFrom));
  for (const seat of [0, 1]) {
    const claims = blockClaims(block!, seat, active);
    await deployer.send(l1Call(addresses, "rewards", "claim", [seat, claims, []]));
  }
  const paid = await client.read("token", "balanceOf", [PAYOUT]);
  assert.ok(paid > (pool.amount * 99n) / 100n && paid <= pool.amount, `${paid} of ${pool.amount}`);
});
