import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenVotes } from "./brokenVotes.ts";
import { Circuit } from "./Circuit.ts";
import { BROKEN_JOINS, JoinFixture } from "./JoinFixture.ts";
import { nobody, voteOf } from "./proverVote.ts";
import { withValues } from "./withValues.ts";

const root = Circuit.generated("root");
const SECRET = 987654321n;
const inputsOf = (fixture: JoinFixture, vote = nobody()) => ({
  ...fixture.inputs(vote),
  secret: String(SECRET),
});

for (const [name, treeDepth, vote] of [
  ["two leaves", 1, nobody()],
  ["two merges", 2, voteOf(200, { depth: 0, index: 0, slot: 3 })],
  ["the deepest tree", 11, voteOf(0, { depth: 0, index: 0, slot: 0 })],
] as const) {
  test(`P6.3: the root of a tree of depth ${treeDepth}: ${name}`, async () => {
    const fixture = new JoinFixture(treeDepth, 0, 0);
    assert.deepEqual(await root.run(inputsOf(fixture, vote)), fixture.blockOutputs(vote, SECRET));
  });
}

test("P4.1: a different secret or different transactions give a different order commitment", async () => {
  const inputs = inputsOf(new JoinFixture(4, 0, 0));
  const commitments = await Promise.all(
    [{}, { secret: "1" }, { "left.outputs.txs_root": "1" }, { "right.outputs.txs_root": "1" }].map(
      async (changes) => (await root.run(withValues(inputs, changes)))[5],
    ),
  );
  assert.equal(new Set(commitments).size, 4);
});

for (const { name, changes, error } of BROKEN_JOINS) {
  test(`${name}: the root rejects this`, async () => {
    await assert.rejects(root.run(withValues(inputsOf(new JoinFixture(4, 0, 0)), changes)), error);
  });
}

for (const { name, vote, error } of brokenVotes({ depth: 0, index: 0, slot: 3 })) {
  test(`${name} is rejected by the root`, async () => {
    await assert.rejects(root.run(inputsOf(new JoinFixture(4, 0, 0), vote)), error);
  });
}

test("P4.2: a vote for one half does not cover the root", async () => {
  const vote = voteOf(200, { depth: 1, index: 0, slot: 3 });
  await assert.rejects(
    root.run(inputsOf(new JoinFixture(4, 0, 0), vote)),
    /P4\.2: node outside the vote's scope/,
  );
});

test("P6.3: the root's children are at depth 1", async () => {
  for (const depth of [1, 2]) {
    await assert.rejects(
      root.run(inputsOf(new JoinFixture(4, depth, 0))),
      /P6\.3: the root's children are at depth 1/,
    );
  }
});
