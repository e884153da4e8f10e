import assert from "node:assert/strict";
import { Circuit, type Input } from "./Circuit.ts";
import type { LeafFixture } from "./LeafFixture.ts";
import { voteOf } from "./proverVote.ts";
import { leafInputsOf, leafOutputsOf } from "./second/SecondLeaf.ts";
import { SecondProver } from "./second/SecondProver.ts";
import { withValues } from "./withValues.ts";

/** A version's leaf circuit, with a prover named for it. Versions execute transactions alike and differ in what they say of the prover. */
export interface Leaf {
  readonly circuit: Circuit;
  inputs(fixture: LeafFixture): object;
  /** The outputs that the circuit must return for {@link inputs}. */
  outputs(fixture: LeafFixture): bigint[];
}

/** The node that the tests' leaves prove. */
const NODE = { depth: 3, index: 2 };
const VOTE = { depth: 1, index: 0, slot: 3 };

/** Seat 200 voted for the left half. It is named for leaf (3, 2). */
export const prover = voteOf(200, VOTE);

const world = new SecondProver().name(NODE, 7, VOTE);
const secondProver = world.by(NODE, 7, VOTE);

const FIRST: Leaf = {
  circuit: Circuit.generated("leaf"),
  inputs: (fixture) => fixture.inputs(NODE.depth, NODE.index, prover),
  outputs: (fixture) => fixture.outputs(NODE.depth, NODE.index, prover),
};
const SECOND: Leaf = {
  circuit: Circuit.generated("second/leaf"),
  inputs: (fixture) => leafInputsOf(fixture, NODE, world, secondProver),
  outputs: (fixture) => leafOutputsOf(fixture, NODE, world, secondProver),
};

/** The leaves that every test of execution runs. Mutants are of the second version only. */
export const LEAVES: readonly Leaf[] =
  process.env.TRELLIS_CIRCUITS === undefined ? [FIRST, SECOND] : [SECOND];

/** Runs the fixture's leaf. Compares every public output with the results of the protocol's and the ledger's functions. */
export async function accepted(fixture: LeafFixture): Promise<void> {
  for (const leaf of LEAVES) {
    assert.deepEqual(await leaf.circuit.run(leaf.inputs(fixture)), leaf.outputs(fixture));
  }
}

/** Changes inputs of the fixture's leaf and expects this assert to fail. The path of a transaction starts with its place. */
export async function rejected(
  fixture: LeafFixture,
  error: RegExp,
  changes: Record<string, Input> = {},
): Promise<void> {
  const entries = Object.entries(changes).map(([path, value]): [string, Input] => [
    /^\d/.test(path) ? `transactions.${path}` : path,
    value,
  ]);
  for (const leaf of LEAVES) {
    const inputs = withValues(leaf.inputs(fixture), Object.fromEntries(entries));
    await assert.rejects(leaf.circuit.run(inputs), error);
  }
}
