import assert from "node:assert/strict";
import { test } from "node:test";
import { throwsCode } from "../../test/throwsCode.ts";
import { type TranscriptEntry, transcriptBitmap, transcriptFault } from "./Transcript.ts";

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
  }
});

test("R9: one vote stands for one node", () => {
  const twice = [...good.slice(0, 2), { ...good[2]!, seat: 1, vote: { depth: 0, index: 0, slot: 1 } }];
  assert.match(transcriptFault(twice, 2) ?? "none", /used twice/);
  const otherSeat = [...good.slice(0, 2), { ...good[2]!, seat: 2, vote: { depth: 0, index: 0, slot: 1 } }];
  assert.equal(transcriptFault(otherSeat, 2), undefined);
});

test("P5.3: the bitmap contains exactly the named seats", () => {
  assert.deepEqual(transcriptBitmap(good).seats(), [1, 2]);
  throwsCode("TRL-PRO-006", () => transcriptBitmap([{ ...good[0]!, seat: 2048 }]));
});
