import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import { nodeAt, nodeNumber, sameNode } from "../tree/TreeNode.ts";
import { boundEntries } from "./boundEntries.ts";
import { TranscriptTree, transcriptPathRoot } from "./TranscriptTree.ts";
import {
  decodeTranscriptEntry,
  encodeTranscriptEntry,
  isVacant,
  type NodeEntry,
  RESCUE_SLOT,
  rescueVote,
} from "./transcriptEntry.ts";

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

test("R2: a rescue vote covers its own node alone, and binds nobody", () => {
  fc.assert(
    fc.property(any.nodeOf(11), (node) => {
      assert.deepEqual(rescueVote(node), { ...node, slot: RESCUE_SLOT });
      assert.ok(
        isVacant(encodeTranscriptEntry({ seat: 1, vote: rescueVote(node) }), node, ProverBitmap.of([1])),
      );
    }),
  );
});

/** Few seats, scopes and slots, so that votes meet: some used at several places, some that do not cover their node. */
const crowded: fc.Arbitrary<NodeEntry[]> = fc
  .uniqueArray(any.nodeOf(4), { selector: nodeNumber, maxLength: 12 })
  .chain((nodes) =>
    fc.tuple(
      ...nodes.map((node) =>
        fc.record({
          node: fc.constant(node),
          seat: fc.nat(2),
          vote: fc
            .tuple(any.nodeOf(1), fc.constantFrom(0, 1, RESCUE_SLOT))
            .map(([scope, slot]) => ({ ...scope, slot })),
        }),
      ),
    ),
  );

test("R2: an entry binds unless it is vacant by itself, or its vote would bind at another node too", () => {
  fc.assert(
    fc.property(crowded, fc.subarray([0, 1, 2]), (entries, seats) => {
      const committed = ProverBitmap.of(seats);
      const alone = entries.filter((entry) => !isVacant(encodeTranscriptEntry(entry), entry.node, committed));
      const isTwice = (one: NodeEntry): boolean =>
        alone.some(
          (other) =>
            !sameNode(other.node, one.node) && encodeTranscriptEntry(other) === encodeTranscriptEntry(one),
        );
      const expected = alone.filter((entry) => !isTwice(entry));
      assert.deepEqual(
        [...boundEntries(entries, committed)].sort(([a], [b]) => a - b),
        expected.map((entry) => [nodeNumber(entry.node), entry] as const).sort(([a], [b]) => a - b),
      );
    }),
    { numRuns: 500 },
  );
});

test("R9: one vote at two nodes makes both entries vacant, and the seat's other entries stay", () => {
  const vote = { depth: 0, index: 0, slot: 0 };
  const at = (depth: number, index: number, slot = 0): NodeEntry => ({
    node: { depth, index },
    seat: 3,
    vote: { ...vote, slot },
  });
  const bound = boundEntries([at(1, 0), at(1, 1), at(0, 0, 1)], ProverBitmap.of([3]));
  assert.deepEqual([...bound.keys()], [0]);
});

test("R3: leaves set at once and one by one make the same tree", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4094), fc.nat()), { maxLength: 12 }), (leaves) => {
      const slowly = new TranscriptTree();
      const list = leaves.map(([number, seed]) => ({
        node: nodeAt(number),
        seat: seed % 2048,
        vote: { depth: 0, index: 0, slot: seed % 65_536 },
      }));
      for (const entry of list) slowly.set(entry.node, encodeTranscriptEntry(entry));
      assert.equal(TranscriptTree.of(list).root(), slowly.root());
    }),
    { numRuns: 20 },
  );
});
