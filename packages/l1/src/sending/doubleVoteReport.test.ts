import assert from "node:assert/strict";
import { test } from "node:test";
import { bitmapHash, toHex, transcriptRootFromPath, votesUsedTwice } from "@trellis/protocol";
import { NODES, provenBlock } from "../../test/provenBlock.ts";
import { doubleVoteReport } from "./doubleVoteReport.ts";

test("P9.5 a report shows two entries with one vote, each by a path to the committed transcript", () => {
  const { committed, entries } = provenBlock([2, 0, 0], [2, 0, 1], [0, 1, 1]);
  const [pair, ...others] = votesUsedTwice(entries);
  assert(pair !== undefined && others.length === 0);
  const { proposal, first, second, ...onL1 } = doubleVoteReport(committed, entries, pair);
  assert.equal(proposal, committed.proposal);
  assert.deepEqual(onL1, {
    transcriptRoot: committed.transcriptRoot,
    bitmapHash: toHex(bitmapHash(committed.bitmap)),
  });
  assert.deepEqual([first.entry.node, second.entry.node], [NODES[1], NODES[2]]);
  assert.deepEqual(first.entry.vote, second.entry.vote);
  for (const { entry, siblings } of [first, second]) {
    assert.equal(toHex(transcriptRootFromPath(entry, siblings)), committed.transcriptRoot);
  }
});
