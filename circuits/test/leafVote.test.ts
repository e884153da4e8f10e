import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "@trellis/ledger";
import { brokenVotes } from "./brokenVotes.ts";
import { Circuit } from "./Circuit.ts";
import { LeafFixture } from "./LeafFixture.ts";
import { prover } from "./leafCircuit.ts";
import { nobody, voteOf } from "./proverVote.ts";
import { withValues } from "./withValues.ts";

// The first version's prover of a leaf; test/second/leaf.test.ts has the second's.
const leaf = Circuit.generated("leaf");

for (const [name, vote, depth, index] of [
  ["nobody named", nobody(), 1, 1],
  ["a vote for any node", voteOf(0, { depth: 0, index: 0, slot: 0 }), 11, 2047],
  ["a vote for exactly this leaf", voteOf(127, { depth: 11, index: 1029, slot: 65535 }), 11, 1029],
  ["a vote for the subtree around it", voteOf(128, { depth: 4, index: 9, slot: 1 }), 6, 39],
  ["seat 299", voteOf(299, { depth: 1, index: 0, slot: 0 }), 1, 0],
] as const) {
  test(`P6.3: leaf (${depth}, ${index}) with ${name}`, async () => {
    const fixture = new LeafFixture(State.empty());
    assert.deepEqual(await leaf.run(fixture.inputs(depth, index, vote)), fixture.outputs(depth, index, vote));
  });
}

test("P6.3: if nobody is named, the other fields of the vote are ignored", async () => {
  const fixture = new LeafFixture(State.empty());
  const ignored = { ...prover, present: false, seat: 65535, vote_depth: 255, vote_index: 65535, slot: 65535 };
  assert.deepEqual(await leaf.run(fixture.inputs(3, 2, ignored)), fixture.outputs(3, 2, nobody()));
});

for (const { name, vote, error } of brokenVotes({ depth: 1, index: 0, slot: 3 })) {
  test(`${name} is rejected by a leaf`, async () => {
    const inputs = new LeafFixture(State.empty()).inputs(3, 2, vote);
    await assert.rejects(leaf.run(inputs), error);
  });
}

test("P2.3: another prover set is rejected", async () => {
  const inputs = new LeafFixture(State.empty()).inputs(3, 2, prover);
  await assert.rejects(
    leaf.run(withValues(inputs, { "context.prover_set_root.lo": "1" })),
    /P6\.3: seat not in the prover set/,
  );
});
