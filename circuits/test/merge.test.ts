import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenVotes } from "./brokenVotes.ts";
import { Circuit } from "./Circuit.ts";
import { BROKEN_JOINS, JoinFixture } from "./JoinFixture.ts";
import { nobody, voteOf } from "./proverVote.ts";
import { withValues } from "./withValues.ts";

const merge = Circuit.generated("merge");
/** Seat 200 voted for the left half. It is named for merge (2, 0) of a tree of depth 4. */
const prover = voteOf(200, { depth: 1, index: 0, slot: 3 });

async function accepted(fixture: JoinFixture, vote = prover): Promise<void> {
  assert.deepEqual(await merge.run(fixture.inputs(vote)), fixture.nodeOutputs(vote));
}

for (const [name, treeDepth, depth, index, vote] of [
  ["two merges", 4, 2, 0, prover],
  ["two leaves", 3, 2, 1, prover],
  ["the highest merge", 2, 1, 0, prover],
  ["the last merge of the deepest tree", 11, 10, 1023, nobody()],
  ["a vote for this very merge", 11, 10, 777, voteOf(299, { depth: 10, index: 777, slot: 9 })],
  ["a seat that the children have already", 3, 1, 1, voteOf(5, { depth: 0, index: 0, slot: 65535 })],
] as const) {
  test(`P6.3: merge (${depth}, ${index}) of a tree of depth ${treeDepth}: ${name}`, () =>
    accepted(new JoinFixture(treeDepth, depth, index), vote));
}

test("P6.4: fees up to 128 bits are added", async () => {
  const fixture = new JoinFixture(4, 2, 0);
  const inputs = withValues(fixture.inputs(prover), {
    "right.outputs.fees": String(2n ** 128n - 2n ** 100n - 1n),
  });
  assert.equal((await merge.run(inputs))[14], 2n ** 128n - 1n);
});

for (const { name, changes, error } of BROKEN_JOINS) {
  test(`${name}: a merge rejects this`, async () => {
    await assert.rejects(merge.run(withValues(new JoinFixture(4, 2, 0).inputs(prover), changes)), error);
  });
}

for (const { name, vote, error } of brokenVotes({ depth: 1, index: 0, slot: 3 })) {
  test(`${name} is rejected by a merge`, async () => {
    await assert.rejects(merge.run(new JoinFixture(4, 2, 0).inputs(vote)), error);
  });
}

test("P6.3: a merge is never the root", async () => {
  await assert.rejects(
    merge.run(new JoinFixture(4, 0, 0).inputs(nobody())),
    /P6\.3: a merge is never the root/,
  );
  const childAtRoot = withValues(new JoinFixture(4, 2, 0).inputs(nobody()), {
    "left.outputs.node_depth": 0,
    "right.outputs.node_depth": 0,
  });
  await assert.rejects(merge.run(childAtRoot), /P6\.3: a merge is never the root/);
});

test("P6.3: children deeper than the tree are rejected", async () => {
  await assert.rejects(
    merge.run(new JoinFixture(4, 4, 0).inputs(nobody())),
    /P6\.3: child deeper than the tree/,
  );
});
