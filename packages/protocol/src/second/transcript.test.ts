import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { throwsCode } from "../../test/throwsCode.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import { nodeAt } from "../tree/TreeNode.ts";
import { TranscriptTree, transcriptPathRoot } from "./TranscriptTree.ts";
import { decodeTranscriptEntry, encodeTranscriptEntry, isVacant, RESCUE_SLOT } from "./transcriptEntry.ts";

const entries = fc.record(
  {
    seat: fc.nat(2047),
    vote: fc.record(
      { depth: fc.nat(255), index: fc.nat(65_535), slot: fc.nat(65_535) },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

test("R2: an entry and its number say the same", () => {
  fc.assert(
    fc.property(entries, (entry) => {
      assert.deepEqual(decodeTranscriptEntry(encodeTranscriptEntry(entry)), entry);
    }),
  );
  assert.equal(encodeTranscriptEntry({ seat: 0, vote: { depth: 0, index: 0, slot: 0 } }), 1n << 40n);
  throwsCode("TRL-PRO-006", () =>
    encodeTranscriptEntry({ seat: 2048, vote: { depth: 0, index: 0, slot: 0 } }),
  );
});

test("R2: a number that no entry encodes to names nobody", () => {
  for (const number of [0n, 5n, 2049n << 40n, 1n << 56n, -1n])
    assert.equal(decodeTranscriptEntry(number), undefined);
});

test("R2: an entry binds a seat of the committed bitmap by a vote that covers the node, and nobody else", () => {
  const committed = ProverBitmap.of([3]);
  const node = { depth: 3, index: 5 };
  const vote = { depth: 1, index: 1, slot: 0 };
  const vacant = (entry: bigint): boolean => isVacant(entry, node, committed);
  assert.ok(!vacant(encodeTranscriptEntry({ seat: 3, vote })));
  assert.ok(!vacant(encodeTranscriptEntry({ seat: 3, vote: { ...node, slot: 1 } })));
  assert.ok(vacant(0n));
  assert.ok(vacant(encodeTranscriptEntry({ seat: 4, vote })));
  assert.ok(vacant(encodeTranscriptEntry({ seat: 3, vote: { ...vote, index: 0 } })));
  assert.ok(vacant(encodeTranscriptEntry({ seat: 3, vote: { depth: 4, index: 10, slot: 0 } })));
  assert.ok(vacant(encodeTranscriptEntry({ seat: 3, vote: { ...vote, slot: RESCUE_SLOT } })));
  assert.ok(vacant(encodeTranscriptEntry({ seat: 3, vote }) + (1n << 200n)));
});

test("R2: each node has its own place in the transcript", () => {
  const tree = new TranscriptTree();
  const empty = tree.root();
  const places = [0, 1, 2, 2047, 4094].map(nodeAt);
  for (const [i, node] of places.entries())
    tree.set(node, encodeTranscriptEntry({ seat: i, vote: { depth: 0, index: 0, slot: i } }));
  for (const node of places) {
    const entry = tree.entry(node);
    assert.equal(transcriptPathRoot(entry, node, tree.path(node)), tree.root());
    assert.notEqual(transcriptPathRoot(entry + 1n, node, tree.path(node)), tree.root());
  }
  for (const node of places) tree.set(node, 0n);
  assert.equal(tree.root(), empty);
});
