import assert from "node:assert/strict";
import { test } from "node:test";
import { NODES, openedRoot, provenBlock } from "../../test/provenBlock.ts";
import { rewardClaims } from "./rewardClaims.ts";

test("P8.3 the wanted seats' nodes are claimed, each with what leads to the contributions that L1 took", () => {
  const { committed, tree } = provenBlock([2, 0, 1], [2, 0, 2]);
  const claims = rewardClaims(committed, tree, (seat) => seat === 2);
  assert.deepEqual(
    claims.map(({ contribution }) => contribution.node),
    [NODES[0], NODES[2]],
  );
  for (const claim of claims) {
    assert.equal(claim.proposalId, committed.proposalId);
    assert.equal(claim.transcriptRoot, committed.transcriptRoot);
    assert.deepEqual(claim.committedBitmap, committed.bitmap.words());
    assert.equal(claim.contribution.seat, 2);
    assert.deepEqual(openedRoot(claim), tree.root());
  }
  assert.deepEqual(
    rewardClaims(committed, tree, (seat) => seat === 1),
    [],
  );
});

test("P6.4 a node that nobody is named for is claimed by nobody", () => {
  const { committed, tree } = provenBlock([2, 0, 1], [2, null, 1]);
  assert.equal(rewardClaims(committed, tree, () => true).length, 2);
});
