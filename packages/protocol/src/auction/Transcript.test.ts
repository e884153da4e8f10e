import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Hex, keccak256 } from "viem";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toHex } from "../encoding/bytes.ts";
import { nodeAt, nodeCount, nodeNumber } from "../tree/TreeNode.ts";
import {
  type TranscriptEntry,
  transcriptBitmap,
  transcriptFault,
  transcriptLeaf,
  transcriptPath,
  transcriptRoot,
  transcriptRootFromPath,
  votesUsedTwice,
} from "./Transcript.ts";

const hex = (value: number, length: number): string => value.toString(16).padStart(2 * length, "0");

/** The leaf by definition, computed from hex digits with viem's keccak. */
function naiveLeaf({ node, seat, vote, signature }: TranscriptEntry): Hex {
  const tag = Buffer.from("trellis/transcript/v1", "ascii").toString("hex");
  return keccak256(
    `0x${tag}${hex(node.depth, 1)}${hex(node.index, 2)}${hex(seat, 2)}${hex(vote.depth, 1)}${hex(vote.index, 2)}${hex(vote.slot, 2)}${Buffer.from(signature).toString("hex")}`,
  );
}

/** The root by definition. */
function naiveRoot(entries: readonly TranscriptEntry[], treeDepth: number): Hex {
  let row = Array.from({ length: 2 ** (treeDepth + 1) }, (_, position): Hex => {
    const entry = entries.find(({ node }) => 2 ** node.depth - 1 + node.index === position);
    return entry === undefined ? `0x${"00".repeat(32)}` : naiveLeaf(entry);
  });
  while (row.length > 1) {
    row = row.flatMap((left, i): Hex[] =>
      i % 2 ? [] : [keccak256(`0x01${left.slice(2)}${row[i + 1]!.slice(2)}`)],
    );
  }
  return row[0]!;
}

const transcript = any.smallDepth.chain((treeDepth) =>
  fc.tuple(fc.constant(treeDepth), any.transcriptEntries(treeDepth)),
);

test("P5.2: root and leaves equal those of the full tree, whatever the order of the entries", () => {
  fc.assert(
    fc.property(transcript, ([treeDepth, entries]) => {
      assert.equal(transcriptFault(entries, treeDepth), undefined);
      for (const entry of entries) assert.equal(toHex(transcriptLeaf(entry)), naiveLeaf(entry));
      const root = naiveRoot(entries, treeDepth);
      assert.equal(toHex(transcriptRoot(entries, treeDepth)), root);
      assert.equal(toHex(transcriptRoot(entries.toReversed(), treeDepth)), root);
    }),
    { numRuns: 50 },
  );
});

test("P5.2: each entry's path leads to the root; the path of a changed entry does not", () => {
  fc.assert(
    fc.property(transcript, ([treeDepth, entries]) => {
      const root = transcriptRoot(entries, treeDepth);
      for (const entry of entries) {
        const path = transcriptPath(entries, treeDepth, entry.node);
        assert.equal(path.length, treeDepth + 1);
        assert.deepEqual(transcriptRootFromPath(entry, path), root);
        const changed = { ...entry, seat: entry.seat ^ 1 };
        assert.notDeepEqual(transcriptRootFromPath(changed, path), root);
      }
      // A node without an entry also has a path, which proves that its place is empty.
      for (let number = 0; number < nodeCount(treeDepth); number++) {
        assert.equal(transcriptPath(entries, treeDepth, nodeAt(number)).length, treeDepth + 1);
      }
    }),
    { numRuns: 50 },
  );
});

const signature = new Uint8Array(64).fill(1);
const good: readonly TranscriptEntry[] = [
  { node: { depth: 0, index: 0 }, seat: 1, vote: { depth: 0, index: 0, slot: 0 }, signature },
  { node: { depth: 1, index: 1 }, seat: 1, vote: { depth: 0, index: 0, slot: 1 }, signature },
  { node: { depth: 2, index: 3 }, seat: 2, vote: { depth: 1, index: 1, slot: 0 }, signature },
];

test("P5.1: an impossible node, seat or vote is a fault of the transcript", () => {
  assert.equal(transcriptFault(good, 2), undefined);
  assert.equal(transcriptFault([], 2), undefined);
  const broken: [RegExp, Partial<TranscriptEntry>][] = [
    [/not in a tree/, { node: { depth: 3, index: 6 } }],
    [/not in a tree/, { node: { depth: 2, index: 4 } }],
    [/not in a tree/, { node: { depth: -1, index: 0 } }],
    [/no seat/, { seat: 2048 }],
    [/no seat/, { seat: -1 }],
    [/no seat/, { seat: 0.5 }],
    [/vote .* not in a tree/, { vote: { depth: 1, index: 2, slot: 0 } }],
    [/vote .* not in a tree/, { vote: { depth: 0.5, index: 0, slot: 0 } }],
    [/does not cover/, { vote: { depth: 1, index: 0, slot: 0 } }],
    [/does not cover/, { node: { depth: 1, index: 0 } }],
    [/no slot/, { vote: { depth: 1, index: 1, slot: 65_536 } }],
    [/no slot/, { vote: { depth: 1, index: 1, slot: -1 } }],
    [/signature/, { signature: new Uint8Array(63) }],
    [/stands twice/, { node: { depth: 1, index: 1 } }],
  ];
  for (const [fault, change] of broken) {
    const entries = [...good.slice(0, 2), { ...good[2]!, ...change }];
    assert.match(transcriptFault(entries, 2) ?? "none", fault);
    throwsCode("TRL-PRO-008", () => transcriptRoot(entries, 2));
    throwsCode("TRL-PRO-008", () => transcriptPath(entries, 2, good[0]!.node));
  }
});

test("P9.5: one vote stands for one node", () => {
  const twice = [...good.slice(0, 2), { ...good[2]!, seat: 1, vote: { depth: 0, index: 0, slot: 1 } }];
  assert.match(transcriptFault(twice, 2) ?? "none", /used twice/);
  const otherSeat = [...good.slice(0, 2), { ...good[2]!, seat: 2, vote: { depth: 0, index: 0, slot: 1 } }];
  assert.equal(transcriptFault(otherSeat, 2), undefined);
});

test("P4.1: a tree depth that no block can have is refused", () => {
  for (const depth of [0, 12, 255, 1.5]) throwsCode("TRL-PRO-003", () => transcriptRoot([], depth));
  throwsCode("TRL-PRO-004", () => transcriptPath(good, 2, { depth: 3, index: 0 }));
  throwsCode("TRL-PRO-004", () => transcriptPath(good, 2, { depth: 1, index: 2 }));
});

test("P5.3: the bitmap contains exactly the named seats", () => {
  assert.deepEqual(transcriptBitmap(good).seats(), [1, 2]);
  throwsCode("TRL-PRO-006", () => transcriptBitmap([{ ...good[0]!, seat: 2048 }]));
});

test("the deepest tree has a transcript of 4095 entries", () => {
  const entries = Array.from({ length: nodeCount(11) }, (_, number) => ({
    node: nodeAt(number),
    seat: number % 2048,
    vote: { depth: 0, index: 0, slot: number },
    signature,
  }));
  const root = transcriptRoot(entries, 11);
  const last = entries.at(-1)!;
  assert.equal(nodeNumber(last.node), 4094);
  assert.deepEqual(transcriptRootFromPath(last, transcriptPath(entries, 11, last.node)), root);
});

test("changing a returned path does not change later paths: the empty place is copied", () => {
  const before = toHex(transcriptRoot([], 2));
  for (const sibling of transcriptPath([], 2, { depth: 2, index: 3 })) sibling.fill(7);
  assert.equal(toHex(transcriptRoot([], 2)), before);
});

test("P9.5: a vote used for two nodes is found; such entries have a root and paths as evidence only", () => {
  const vote = { depth: 0, index: 0, slot: 4 };
  const entries: TranscriptEntry[] = [
    { node: { depth: 1, index: 0 }, seat: 3, vote, signature },
    { node: { depth: 1, index: 1 }, seat: 3, vote: { ...vote, slot: 5 }, signature },
    { node: { depth: 0, index: 0 }, seat: 3, vote, signature },
  ];
  assert.deepEqual(votesUsedTwice(entries), [[entries[0], entries[2]]]);
  assert.deepEqual(votesUsedTwice(entries.slice(0, 2)), []);
  assert.deepEqual(votesUsedTwice([entries[0]!, { ...entries[2]!, seat: 4 }]), []);
  throwsCode("TRL-PRO-008", () => transcriptRoot(entries, 1));
  const root = transcriptRoot(entries, 1, "evidence");
  assert.equal(toHex(root), naiveRoot(entries, 1));
  for (const entry of entries) {
    const path = transcriptPath(entries, 1, entry.node, "evidence");
    assert.deepEqual(transcriptRootFromPath(entry, path), root);
  }
  throwsCode("TRL-PRO-008", () => transcriptRoot([...entries, entries[0]!], 1, "evidence"));
});
