import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";
import { hasCode, TestL1 } from "../../test/TestL1.ts";
import { COURT_PRESETS } from "../contracts/deployContracts.ts";
import { L1Client } from "../reading/L1Client.ts";
import { type ContestedNode, contestedNode, courtCalls } from "./courtCalls.ts";
import { l1Call } from "./L1Call.ts";

const ID: Hex = `0x${"11".repeat(32)}`;
const bytes32 = new Uint8Array(32);
const node = { depth: 1, index: 1 };
const vote = { depth: 0, index: 0, slot: 3 };
const entry = { node, seat: 7, vote, signature: new Uint8Array(64).fill(1) };

let l1: TestL1;
before(async () => {
  l1 = await TestL1.start();
});
after(() => l1.stop());

const leaf = (): ContestedNode =>
  contestedNode(
    {
      vkSetHash: 1n,
      rollupId: 2n,
      proposalId: bytes32,
      treeDepth: 1,
      node,
      stateBefore: 3n,
      stateAfter: 4n,
      txsRoot: 5n,
      dataHash: bytes32,
      contributionsHash: bytes32,
      fees: 6n,
      messagesBefore: bytes32,
      messagesAfter: bytes32,
      proverSetRoot: bytes32,
      proverBitmap: ProverBitmap.of([7]),
    },
    { entry: new Uint8Array(10), children: undefined, dataSiblings: [bytes32], proof: new Uint8Array(65) },
  );

test("P9 the court's settings and cases are read", async () => {
  assert.deepEqual(await l1.client.read("court", "settings", []), COURT_PRESETS.devnet);
  assert.deepEqual(await l1.client.read("court", "caseOf", [ID, 2n, 7]), {
    state: 0,
    reportedAt: 0,
    backupPlusOne: 0,
    vote: 0,
    inTime: false,
  });
  assert.equal((await l1.client.read("rollup", "rewardPoolOf", [ID])).depth, 0);
});

test("P9 the court decodes every call, and refuses it if the block is not proven", async () => {
  const { addresses, deployer } = l1;
  const report = {
    proposalId: ID,
    transcriptRoot: ID,
    bitmapHash: ID,
    entry,
    siblings: [bytes32, bytes32],
    contribution: { node, seat: 8, vote },
    children: undefined,
    path: [{ sibling: bytes32, entry: new Uint8Array(10) }],
  };
  await assert.rejects(
    deployer.send(courtCalls.report(addresses, report)),
    hasCode("TRL-L1-010", "report a prover: ", "NotProven", ID),
  );
  const contest = { proposalId: ID, blockDataHash: ID, proverSetRoot: ID, node: leaf() };
  await assert.rejects(
    deployer.send(courtCalls.contest(addresses, contest)),
    hasCode("TRL-L1-010", "contest a report: ", "NotProven", ID),
  );
  await assert.rejects(
    deployer.send(l1Call(addresses, "court", "settle", [ID, 2n, 7])),
    hasCode("TRL-L1-010", "settle: ", "WrongState(0, 1)"),
  );
  const pay = { ...report, committedBitmap: ProverBitmap.of([0]).words() };
  await assert.rejects(
    deployer.send(courtCalls.claimContestPay(addresses, pay)),
    hasCode("TRL-L1-010", "claim pay for a contest: ", "NotProven", ID),
  );
  await assert.rejects(
    deployer.send(courtCalls.refuseContestPay(addresses, pay)),
    hasCode("TRL-L1-010", "refuse pay for a contest: ", "NotProven", ID),
  );
  const proposal = {
    height: 1n,
    round: 0,
    parent: bytes32,
    depth: 1,
    orderCommitment: bytes32,
    proverShareBps: 5_000,
    burnBid: 1n,
    proposer: new Uint8Array(20),
    expiry: 2n ** 60n,
  };
  const doubled = { proposal, transcriptRoot: ID, bitmapHash: ID, first: report, second: report };
  await assert.rejects(
    deployer.send(courtCalls.reportDoubleVote(addresses, doubled)),
    hasCode("TRL-L1-010", "report a vote used twice: ", "CommitmentMismatch"),
  );
});

test("P9.3 a node's proof survives JSON unchanged", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(leaf())), leaf());
});

test("P9 without a court, reads and calls throw TRL-L1-014", async () => {
  const { court: _, ...addresses } = l1.addresses;
  const client = new L1Client(l1.anvil.rpcUrl, addresses);
  await assert.rejects(client.read("court", "settings", []), hasCode("TRL-L1-014"));
  await assert.rejects(client.read("court", "caseOf", [ID, 0n, 0]), hasCode("TRL-L1-014"));
  assert.throws(() => l1Call(addresses, "court", "settle", [ID, 0n, 0]), hasCode("TRL-L1-014"));
});
