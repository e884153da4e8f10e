import assert from "node:assert/strict";
import { after, test } from "node:test";
import { nodeAt, nodeCount, type SignedEntry, TranscriptTree } from "@trellis/protocol";
import { LedgerThread } from "../transactions/LedgerThread.ts";
import { RevealBook } from "./RevealBook.ts";

const thread = new LedgerThread();
after(() => thread.stop());

const reveal = (depth: number, seats: (number: number) => number = (number) => number % 2_048) => ({
  proposalId: new Uint8Array(32),
  secret: new Uint8Array(32),
  transactions: [],
  entries: Array.from({ length: nodeCount(depth) }, (_, number): SignedEntry => {
    const vote = { depth: 0, index: 0, slot: number };
    return { node: nodeAt(number), seat: seats(number), vote, signature: new Uint8Array(64) };
  }),
});

test("R2 a transcript hashed in the thread is the one that its entries make, at any depth", async () => {
  const book = new RevealBook({ thread });
  for (const depth of [1, 4, 11]) {
    const shown = reveal(depth);
    const expected = TranscriptTree.of(shown.entries);
    const transcript = await book.transcriptOf(shown);
    assert.equal(transcript.root(), expected.root());
    const node = { depth, index: 1 };
    assert.deepEqual(
      [transcript.entry(node), transcript.path(node)],
      [expected.entry(node), expected.path(node)],
    );
  }
  const none = { ...reveal(1), entries: [] };
  assert.equal((await book.transcriptOf(none)).root(), TranscriptTree.of([]).root());
});

test("R2 the transcript of a reveal is hashed once", async () => {
  let runs = 0;
  const counting: Pick<LedgerThread, "run"> = {
    run: (steps, signal) => {
      runs++;
      return thread.run(steps, signal);
    },
  };
  const book = new RevealBook({ thread: counting });
  const shown = reveal(2);
  const root = TranscriptTree.of(shown.entries).root();
  assert(await book.isTranscript(shown, 2, root));
  assert(!(await book.isTranscript(shown, 2, root + 1n)));
  assert.equal((await book.transcriptOf(shown)).root(), root);
  assert.equal(runs, 1);
});

test("R2 entries that do not fit the tree are refused before anything is hashed", async () => {
  const book = new RevealBook({ thread: { run: () => assert.fail("hashed") } });
  assert(!(await book.isTranscript(reveal(2), 1, 1n)));
  const outside = reveal(1, () => 2_048);
  assert(!(await book.isTranscript(outside, 1, 1n)));
});
