import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "@trellis/protocol";
import { DoubledTranscripts } from "../../proposals/DoubledTranscripts.ts";
import { doubledTranscript } from "../../testing/doubledTranscript.ts";
import { refused } from "../../testing/FakeL1.ts";
import { TestNode, turn } from "../../testing/TestNode.ts";
import { DoubleVoteWatcher } from "./DoubleVoteWatcher.ts";

const TURN = 11;

async function committed() {
  const node = await TestNode.started();
  const doubled = new DoubledTranscripts();
  return { node, doubled, ...doubledTranscript(node), role: new DoubleVoteWatcher(node.parts, doubled) };
}

test("P9.5 a vote that a committed transcript uses twice is reported once, when the round is over", async () => {
  const { node, doubled, known, transcript, role } = await committed();
  doubled.keep(transcript);
  doubled.keep(transcript);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("reportDoubleVote"), 0);
  node.finalise();
  for (let i = 0; i < 4; i++) await turn(node, role, TURN);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "reportDoubleVote").map(({ proposalId }) => proposalId),
    [known.id],
  );
  assert(node.chain.cases.isVoid(known.id, { depth: 0, index: 0, slot: 0 }, 0));
  await role.stop();
});

test("P9.5 a vote that another has reported, or a report that L1 refuses, is not reported again", async () => {
  for (const isRefused of [false, true]) {
    const { node, doubled, known, transcript, role } = await committed();
    doubled.keep(transcript);
    node.finalise();
    await turn(node, role);
    if (isRefused) node.l1.failures.set("reportDoubleVote", [refused("VoteIsVoid")]);
    else node.l1.emit("VoteUsedTwice", { proposalId: known.id, seat: 0, vote: 0 });
    for (let i = 0; i < 3; i++) await turn(node, role, TURN);
    assert.equal(node.l1.count("reportDoubleVote"), isRefused ? 1 : 0);
    await role.stop();
  }
});

test("P9.5 a transcript that is not committed is not reported", async () => {
  const { node, doubled, transcript, role } = await committed();
  doubled.keep({ ...transcript, transcriptRoot: toBytes(1n, 32) });
  node.finalise();
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("reportDoubleVote"), 0);
  await role.stop();
});
