import assert from "node:assert/strict";
import { test } from "node:test";
import { bitmapHash, toHex, transcriptRootFromPath } from "@trellis/protocol";
import { openedRoot, provenBlock } from "../../test/provenBlock.ts";
import { slashReport } from "./slashReport.ts";

test("P9.1 a report shows who was named and who proved instead, each by a path to what L1 has", () => {
  for (const instead of [2, null]) {
    const { committed, entries, tree } = provenBlock([2, 0, 1], [2, 0, instead]);
    const report = slashReport(committed, entries, entries[2]!, tree);
    assert.equal(report.proposalId, committed.proposalId);
    assert.equal(report.bitmapHash, toHex(bitmapHash(committed.bitmap)));
    assert.equal(report.entry.seat, 1);
    assert.equal(toHex(transcriptRootFromPath(report.entry, report.siblings)), committed.transcriptRoot);
    assert.equal(report.contribution.seat, instead);
    assert.deepEqual(openedRoot(report), tree.root());
  }
});

test("P9.5 a transcript that uses a vote twice serves reports as well", () => {
  const { committed, entries, tree } = provenBlock([2, 0, 0], [2, 0, 1], [0, 1, 1]);
  const report = slashReport(committed, entries, entries[2]!, tree);
  assert.equal(toHex(transcriptRootFromPath(report.entry, report.siblings)), committed.transcriptRoot);
});
