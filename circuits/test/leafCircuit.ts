import assert from "node:assert/strict";
import { Circuit, type Input } from "./Circuit.ts";
import type { LeafFixture } from "./LeafFixture.ts";
import { voteOf } from "./proverVote.ts";
import { withValues } from "./withValues.ts";

export const leaf = Circuit.generated("leaf");

/** Seat 200 voted for the left half. It is named for leaf (3, 2). */
export const prover = voteOf(200, { depth: 1, index: 0, slot: 3 });

/** Runs the fixture's leaf. Compares every public output with the results of the protocol's and the ledger's functions. */
export async function accepted(fixture: LeafFixture, vote = prover, depth = 3, index = 2): Promise<void> {
  assert.deepEqual(await leaf.run(fixture.inputs(depth, index, vote)), fixture.outputs(depth, index, vote));
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
  const inputs = withValues(fixture.inputs(3, 2, prover), Object.fromEntries(entries));
  await assert.rejects(leaf.run(inputs), error);
}
