import assert from "node:assert/strict";
import { test } from "node:test";
import { type SignedTranscript, toBytes, toHex } from "@trellis/protocol";
import { doubledTranscript } from "../testing/doubledTranscript.ts";
import { TestNode } from "../testing/TestNode.ts";
import { DoubledTranscripts, isDoubleVoteEvidence } from "./DoubledTranscripts.ts";

test("P9.5 evidence is a transcript that uses a vote twice under its own root", async () => {
  const { transcript } = doubledTranscript(await TestNode.started());
  assert(isDoubleVoteEvidence(transcript, 1));
  assert(!isDoubleVoteEvidence({ ...transcript, transcriptRoot: toBytes(1n, 32) }, 1));
  assert(!isDoubleVoteEvidence({ ...transcript, entries: transcript.entries.slice(1) }, 1));
  const twice = [...transcript.entries, transcript.entries[0]!];
  assert(!isDoubleVoteEvidence({ ...transcript, entries: twice }, 1));
});

test("P9.5 the transcript with the committed root is found; the numbers of proposals and transcripts are bounded", () => {
  const doubled = new DoubledTranscripts();
  const transcript = (id: bigint, root: bigint): SignedTranscript => ({
    proposalId: toBytes(id, 32),
    transcriptRoot: toBytes(root, 32),
    bitmapHash: toBytes(0n, 32),
    entries: [],
    signature: new Uint8Array(65),
  });
  const isKept = (id: bigint, root: bigint): boolean =>
    doubled.committed(toHex(toBytes(id, 32)), toHex(toBytes(root, 32))) !== undefined;
  for (const root of [1n, 1n, 2n]) doubled.keep(transcript(1n, root));
  assert.deepEqual([isKept(1n, 1n), isKept(1n, 2n), isKept(2n, 1n)], [true, true, false]);
  doubled.keep(transcript(1n, 3n));
  assert.deepEqual([isKept(1n, 1n), isKept(1n, 2n), isKept(1n, 3n)], [false, true, true]);
  for (let id = 2n; id <= 33n; id++) doubled.keep(transcript(id, 1n));
  assert.equal(doubled.proposals().length, 32);
  assert.deepEqual([isKept(1n, 3n), isKept(2n, 1n), isKept(33n, 1n)], [false, true, true]);
  doubled.drop(toHex(toBytes(2n, 32)));
  assert.equal(isKept(2n, 1n), false);
});
