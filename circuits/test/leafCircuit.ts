import assert from "node:assert/strict";
import { Circuit, type Input } from "./Circuit.ts";
import type { LeafFixture } from "./LeafFixture.ts";
import { leafInputsOf, leafOutputsOf } from "./leafInputs.ts";
import { ProverWorld } from "./ProverWorld.ts";
import { withValues } from "./withValues.ts";

/** The node that the tests' leaves prove, and the vote of the seat that is named for it. */
const NODE = { depth: 3, index: 2 };
const VOTE = { depth: 1, index: 0, slot: 3 };

const world = new ProverWorld().name(NODE, 7, VOTE);
const prover = world.by(NODE, 7, VOTE);

/** The leaf circuit, with a prover named for its node. */
export const LEAF = {
  circuit: Circuit.generated("leaf"),
  inputs: (fixture: LeafFixture) => leafInputsOf(fixture, NODE, world, prover),
  /** The outputs that the circuit must return for the inputs. */
  outputs: (fixture: LeafFixture) => leafOutputsOf(fixture, NODE, world, prover),
};

/** Runs the fixture's leaf. Compares every public output with the results of the protocol's and the ledger's functions. */
export async function accepted(fixture: LeafFixture): Promise<void> {
  assert.deepEqual(await LEAF.circuit.run(LEAF.inputs(fixture)), LEAF.outputs(fixture));
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
  const inputs = withValues(LEAF.inputs(fixture), Object.fromEntries(entries));
  await assert.rejects(LEAF.circuit.run(inputs), error);
}
