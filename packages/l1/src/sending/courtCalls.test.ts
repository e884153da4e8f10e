import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type BlockOutputs,
  blockDataHash,
  blockOutputsToFields,
  encodeSeatWord,
  fromHex,
  innerWordHash,
  leafWordHash,
  type NodeOutputs,
  nodeAt,
  nodeOutputsToFields,
  ProverBitmap,
  ROOT_NODE,
  seatWordPath,
} from "@trellis/protocol";
import { signStartClaim } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { type ProverWord, wordsOf } from "../../test/blockVectors.ts";
import { simulatedProof } from "../../test/simulatedProof.ts";
import { TestBlock } from "../../test/TestBlock.ts";
import { DEPLOYMENT, hasCode, TestL1, TOKEN, testKey } from "../../test/TestL1.ts";
import type { BlockRecord } from "../facts/BlockRecord.ts";
import { readRecords } from "../reading/readRecords.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { l1Calls } from "./l1Calls.ts";
import { type MissedNode, slashingCalls } from "./slashingCalls.ts";

/** Seat 1 is named for the root, merge 2 and leaf 6, has claimed them all, and proved none of them. */
const NAMED = [1, 0, 1, 0, 0, 0, 1];
const ROOT = 0;
const MERGE = 2;
const LEAF = 6;
const PROVEN_BY: readonly ProverWord[] = ["r2", "c0", "r2", "c0", "c0", "c0", "r2"];
/** What the proofs that seat 1 answers with say. */
const ANSWERED_BY: readonly ProverWord[] = ["c1", "c0", "c1", "c0", "c0", "c0", "c1"];
const PAYOUT: Hex = `0x${"0c".repeat(20)}`;

let l1: TestL1;
let block: TestBlock;
let outputs: BlockOutputs;
let record: BlockRecord;
let reporter: L1Sender;
let prover: L1Sender;

before(async () => {
  l1 = await TestL1.start();
  reporter = await l1.sender("reporter");
  prover = await l1.sender("prover");
  await l1.giveTokens(prover);
  const { addresses, deployer } = l1;
  await l1.join("court seat 0", PAYOUT);
  await l1.join("court seat 1", prover.address);
  await l1.join("court seat 2", PAYOUT);
  await deployer.send(l1Call(addresses, "auction", "depositBalance", [deployer.address, 10n * TOKEN]));
});
after(() => l1.stop());

/** A final block of the running round, whose reward is not settled yet. */
async function finishBlock(): Promise<void> {
  await restart();
  block = await TestBlock.commit(l1, NAMED);
  await block.toProofWindow();
  outputs = await block.prove(PROVEN_BY);
  await block.toEnd();
  await l1.deployer.send(l1Call(l1.addresses, "rollup", "finalize", []));
  record = (await readRecords(l1.client)).blocks.block(block.id)!;
}

/** P3.3: ends a round whose proposal window has passed without a commitment. */
async function restart(): Promise<void> {
  const { running } = await l1.client.read("lens", "status", []);
  if (!running.isOpen) return;
  await l1.toTime(running.proofEnd);
  await l1.deployer.send(l1Call(l1.addresses, "rollup", "finalize", []));
}

/** R8: what shows that seat 1 claimed a node. */
function missed(number: number, key = testKey("court seat 1")): MissedNode {
  const entry = block.entries[number]!;
  const claim = { proposalId: fromHex(block.id), node: entry.node, seat: 1 };
  const { signature } = signStartClaim(block.domain, claim, key);
  return { entry, siblings: block.transcript.path(entry.node), signature };
}

const report = (...nodes: readonly MissedNode[]) => slashingCalls.report(l1.addresses, record, 1, nodes);
const isOpen = (number: number) => l1.client.read("court", "isOpen", [block.id, 1, BigInt(number)]);

/** R8: an answer for a leaf or merge. */
function answer(number: number) {
  const node = nodeAt(number);
  const states = block.states(outputs.stateBefore, outputs.stateAfter);
  const word = wordsOf(...ANSWERED_BY).slice(2 * number, 2 * number + 2);
  assert.equal((word[0]! << 8) | word[1]!, encodeSeatWord({ seat: 1, isCommitted: true }));
  const [left, right] = seatWordPath(wordsOf(...ANSWERED_BY), node).children;
  const children = left === undefined || right === undefined ? undefined : ([left, right] as const);
  const proven: NodeOutputs = {
    ...outputs,
    node,
    stateBefore: 5n,
    stateAfter: 6n,
    txsRoot: 7n,
    transactionsHash: new Uint8Array(32).fill(8),
    seatWordsHash: children === undefined ? leafWordHash(word) : innerWordHash(...children, word),
    committedHash: 9n,
    statesRoot: states.at(node),
    tally: 10n,
    provers: ProverBitmap.of([1]),
  };
  return {
    seat: 1,
    facts: record.facts!,
    outputs: proven,
    children,
    stateSiblings: states.siblings(node),
    proof: simulatedProof(nodeOutputsToFields(proven)),
  };
}

/** R8: an answer for the root: a proof of the whole block, in which seat 1 has it. */
function rootAnswer() {
  const seatWords = wordsOf(...ANSWERED_BY);
  const proven: BlockOutputs = {
    ...outputs,
    dataHash: blockDataHash(record.transactions, seatWords),
    provers: ProverBitmap.of([0, 1]),
  };
  const [left, right] = seatWordPath(seatWords, ROOT_NODE).children;
  const proof = simulatedProof(blockOutputsToFields(proven));
  return { seat: 1, facts: record.facts!, outputs: proven, children: [left!, right!] as const, proof };
}

async function toJudgement(): Promise<void> {
  const { reportWindow, contestWindow } = DEPLOYMENT.preset.court;
  const { finalAt } = await l1.client.read("rollup", "provenOf", [block.id]);
  const { proofEnd } = await l1.client.read("auction", "recordOf", [record.roundId]);
  await l1.toTime(Math.max(finalAt, proofEnd) + reportWindow + contestWindow + 1);
}

test("R8: a seat is reported for nodes that it claimed and no kept proof shows as its, once the block is settled", async () => {
  await finishBlock();
  const { addresses, client, deployer } = l1;
  await assert.rejects(reporter.send(report(missed(LEAF))), hasCode("TRL-L1-010", "NotSettled"));
  await deployer.send(l1Calls.settleReward(addresses, block.proposal));
  await assert.rejects(
    reporter.send(report(missed(LEAF, testKey("court seat 0")))),
    hasCode("TRL-L1-010", "report a prover: ", "InvalidClaim"),
  );
  await reporter.send(report(missed(ROOT), missed(MERGE), missed(LEAF)));
  for (const number of [ROOT, MERGE, LEAF]) assert.equal(await isOpen(number), true);
  assert.equal((await client.read("registry", "seatAt", [1])).cases, 1);
  await assert.rejects(reporter.send(report(missed(LEAF))), hasCode("TRL-L1-010", "AlreadyReported"));
});

test("R8: a leaf, a merge and the root are each cleared by a proof under the seat's name", async () => {
  const { addresses, client, deployer } = l1;
  const leaf = answer(LEAF);
  await assert.rejects(
    deployer.send(slashingCalls.answer(addresses, record, { ...leaf, proof: rootAnswer().proof })),
    hasCode("TRL-L1-010", "answer a report: ", "InvalidProof"),
  );
  await deployer.send(slashingCalls.answer(addresses, record, leaf));
  await deployer.send(slashingCalls.answer(addresses, record, answer(MERGE)));
  assert.deepEqual([await isOpen(ROOT), await isOpen(MERGE), await isOpen(LEAF)], [true, false, false]);
  await deployer.send(slashingCalls.answerRoot(addresses, record, rootAnswer()));
  assert.equal(await isOpen(ROOT), false);
  const settle = slashingCalls.settle(addresses, block.id, 1);
  await assert.rejects(deployer.send(settle), hasCode("TRL-L1-010", "settle a case: ", "ContestWindowOpen"));
  await toJudgement();
  await deployer.send(settle);
  const { stake, cases } = await client.read("registry", "seatAt", [1]);
  assert.deepEqual([stake, cases], [100n * TOKEN, 0]);
});

test("R8: a seat that does not answer pays a penalty, the reporter gets the bounty, and the owner tops up the stake", async () => {
  await finishBlock();
  const { addresses, client, deployer } = l1;
  await deployer.send(l1Calls.settleReward(addresses, block.proposal));
  await reporter.send(report(missed(MERGE), missed(LEAF)));
  await deployer.send(slashingCalls.answer(addresses, record, answer(LEAF)));
  await toJudgement();
  await assert.rejects(
    deployer.send(slashingCalls.answer(addresses, record, answer(MERGE))),
    hasCode("TRL-L1-010", "ContestWindowClosed"),
  );
  await deployer.send(slashingCalls.settle(addresses, block.id, 1));
  const { stake } = await client.read("registry", "seatAt", [1]);
  assert.ok(stake < 100n * TOKEN, `the stake is ${stake}`);
  const { reportBounty } = DEPLOYMENT.preset.court;
  assert.equal(await client.read("token", "balanceOf", [reporter.address]), reportBounty);
  await prover.send(l1Call(addresses, "registry", "topUp", [1]));
  assert.equal((await client.read("registry", "seatAt", [1])).stake, 100n * TOKEN);
});
