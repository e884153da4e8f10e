import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bitmapHash,
  fromHex,
  type SignedTranscript,
  toBytes,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import { DoubleVoteWatcher, isDoubleVoteEvidence } from "./DoubleVoteWatcher.ts";
import { refused } from "./testing/FakeL1.ts";
import { TestNode, turn } from "./testing/TestNode.ts";

const TURN = 11;

/** A bid whose committed transcript names seat 0 for both leaves by one vote. */
async function committed() {
  const node = await TestNode.started();
  const { record } = node.rival([0, 1]);
  const { signature } = node.vote(record.id, 0);
  const entries = [0, 1].map((index) => ({
    node: { depth: 1, index },
    seat: 0,
    vote: { depth: 0, index: 0, slot: 0 },
    signature,
  }));
  const transcript: SignedTranscript = {
    proposalId: fromHex(record.id),
    transcriptRoot: transcriptRoot(entries, 1, "evidence"),
    bitmapHash: bitmapHash(transcriptBitmap(entries)),
    entries,
    signature: new Uint8Array(65),
  };
  node.l1.commit(record.proposal, transcript.transcriptRoot, transcriptBitmap(entries));
  node.see();
  const role = new DoubleVoteWatcher(node.context);
  return { node, record, transcript, role };
}

test("P9.5 evidence is a transcript that uses a vote twice under its own root", async () => {
  const { transcript } = await committed();
  assert(isDoubleVoteEvidence(transcript, 1));
  assert(!isDoubleVoteEvidence({ ...transcript, transcriptRoot: toBytes(1n, 32) }, 1));
  assert(!isDoubleVoteEvidence({ ...transcript, entries: transcript.entries.slice(1) }, 1));
  const twice = [...transcript.entries, transcript.entries[0]!];
  assert(!isDoubleVoteEvidence({ ...transcript, entries: twice }, 1));
});

test("P9.5 a vote that L1's transcript uses twice is shown when the round is over, once", async () => {
  const { node, record, transcript, role } = await committed();
  role.keep(transcript);
  role.keep(transcript);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("reportDoubleVote"), 0);
  node.finalise();
  for (let i = 0; i < 4; i++) await turn(node, role, TURN);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "reportDoubleVote").map(({ proposalId }) => proposalId),
    [record.id],
  );
  assert(node.chain.cases.isVoid(record.id, { depth: 0, index: 0, slot: 0 }, 0));
  await role.stop();
});

test("P9.5 what another has shown is not shown again, nor what L1 refuses", async () => {
  for (const isRefused of [false, true]) {
    const { node, record, transcript, role } = await committed();
    role.keep(transcript);
    node.finalise();
    await turn(node, role);
    if (isRefused) node.l1.failures.set("reportDoubleVote", [refused("VoteIsVoid")]);
    else node.l1.emit("VoteUsedTwice", { proposalId: record.id, seat: 0, vote: 0 });
    for (let i = 0; i < 3; i++) await turn(node, role, TURN);
    assert.equal(node.l1.count("reportDoubleVote"), isRefused ? 1 : 0);
    await role.stop();
  }
});

test("P9.5 a transcript that L1 did not take shows nothing", async () => {
  const { node, transcript, role } = await committed();
  role.keep({ ...transcript, transcriptRoot: toBytes(1n, 32) });
  node.finalise();
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("reportDoubleVote"), 0);
  await role.stop();
});
