import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { TranscriptTree } from "../auction/TranscriptTree.ts";
import { encodeTranscriptEntry } from "../auction/transcriptEntry.ts";
import { nodeNumber } from "../tree/TreeNode.ts";
import { revealedTranscript } from "./Reveal.ts";

test("R2: a reveal's entries make the transcript that was committed", () => {
  fc.assert(
    fc.property(any.transcriptEntries(11), (entries) => {
      const committed = new TranscriptTree();
      for (const entry of entries) committed.set(entry.node, encodeTranscriptEntry(entry));
      const tree = revealedTranscript({ entries }, 11, committed.root());
      for (const entry of entries) assert.equal(tree.entry(entry.node), encodeTranscriptEntry(entry));
      assert.deepEqual(tree.path({ depth: 0, index: 0 }), committed.path({ depth: 0, index: 0 }));
    }),
    { numRuns: 20 },
  );
});

test("R2: an entry left out, added, or put at another node is not what was committed", () => {
  fc.assert(
    fc.property(
      any.transcriptEntries(5).filter(({ length }) => length > 0),
      fc.nat(),
      (entries, at) => {
        const root = TranscriptTree.of(entries).root();
        const gone = entries.filter((_, i) => i !== at % entries.length);
        throwsCode("TRL-PRO-008", () => revealedTranscript({ entries: gone }, 5, root));
        throwsCode("TRL-PRO-008", () => revealedTranscript({ entries }, 5, TranscriptTree.of(gone).root()));
        const other = entries.map((entry, i) =>
          i === at % entries.length ? { ...entry, seat: (entry.seat + 1) % 2048 } : entry,
        );
        throwsCode("TRL-PRO-008", () => revealedTranscript({ entries: other }, 5, root));
      },
    ),
    { numRuns: 20 },
  );
});

test("R2: entries below the block's tree, or in another order, are refused", () => {
  const entry = (depth: number, index: number) => ({
    node: { depth, index },
    seat: 1,
    vote: { depth: 0, index: 0, slot: nodeNumber({ depth, index }) },
    signature: new Uint8Array(64),
  });
  const deep = [entry(2, 0)];
  throwsCode("TRL-PRO-008", () => revealedTranscript({ entries: deep }, 1, TranscriptTree.of(deep).root()));
  assert.ok(revealedTranscript({ entries: deep }, 2, TranscriptTree.of(deep).root()));
  const swapped = [entry(1, 1), entry(1, 0)];
  throwsCode("TRL-PRO-008", () =>
    revealedTranscript({ entries: swapped }, 2, TranscriptTree.of(swapped).root()),
  );
});
