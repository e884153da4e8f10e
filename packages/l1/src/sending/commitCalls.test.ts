import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { commitmentDigest, fromHex, type Proposal, ProverBitmap, proposalId } from "@trellis/protocol";
import { signRecoverable } from "@trellis/protocol/keys";
import { hasCode, TestL1, TOKEN, testKey } from "../../test/TestL1.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { l1Calls } from "./l1Calls.ts";

const ROOT = 3n;
const SEATS = ProverBitmap.of([0]);

let l1: TestL1;
let proposer: L1Sender;
before(async () => {
  l1 = await TestL1.start();
  proposer = await l1.sender("proposer");
  await l1.join("seat", l1.deployer.address);
  const deposit = l1Call(l1.addresses, "auction", "depositBalance", [proposer.address, 10n * TOKEN]);
  await l1.deployer.send(deposit);
});
after(() => l1.stop());

/** The commitment of a proposal of `proposer`, signed by it for these seats. */
async function signedCommit(proposal: Proposal, signed = SEATS) {
  const domain = await l1.client.domain();
  const digest = commitmentDigest(domain, proposalId(domain, proposal), ROOT, signed);
  const signature = signRecoverable(digest, testKey("proposer"));
  return l1Calls.commit(l1.addresses, proposal, ROOT, SEATS, signature);
}

test("P5.3: anyone commits a proposal with its proposer's signature over transcript and seats", async () => {
  const proposal = { ...(await l1.proposal()), proposer: fromHex(proposer.address) };
  await assert.rejects(
    l1.deployer.send(l1Calls.commit(l1.addresses, proposal, ROOT, SEATS)),
    hasCode("TRL-L1-010", "commit: ", "NotProposer"),
  );
  await assert.rejects(
    l1.deployer.send(await signedCommit(proposal, ProverBitmap.of([0, 1]))),
    hasCode("TRL-L1-010", "InvalidSignature"),
  );
  await l1.deployer.send(await signedCommit(proposal));
  const [ranked] = await l1.client.ranking();
  assert.equal(ranked?.committedSeats, 1);
  await assert.rejects(
    l1.deployer.send(await signedCommit(proposal)),
    hasCode("TRL-L1-010", "AlreadyCommitted"),
  );
});
