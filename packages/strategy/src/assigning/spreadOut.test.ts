import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCount, nodeNumber, ROOT_NODE, type Vote } from "@trellis/protocol";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { assignmentFault } from "../testing/assignmentFault.ts";
import { assign } from "./assignment.ts";
import { spreadOut } from "./spreadOut.ts";

const vote = (seat: number, scope: { depth: number; index: number }, slot: number): Vote => ({
  ...scope,
  proposalId: new Uint8Array(32),
  seat,
  slot,
  signature: Uint8Array.of(seat, slot),
});

test("R15: spreading keeps nodes, votes and their scopes", () => {
  const ballots = fc.array(
    fc.tuple(fc.nat(9), any.nodeOf(3), fc.nat(3)).map(([seat, scope, slot]) => vote(seat, scope, slot)),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(ballots, fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }), (votes, weights) => {
      const before = assign(votes, 3, (seat) => weights[seat]!);
      const after = spreadOut(before, (seat) => weights[seat]!);
      assert.equal(
        assignmentFault(
          after.map((entry) => ({ ...entry, signature: new Uint8Array(64) })),
          3,
        ),
        undefined,
      );
      const nodes = (entries: typeof before): number[] => entries.map(({ node }) => nodeNumber(node));
      assert.deepEqual(nodes(after), nodes(before));
      const uses = (entries: typeof before): string[] =>
        entries.map(({ seat, vote, signature }) => JSON.stringify([seat, vote, signature])).sort();
      assert.deepEqual(uses(after), uses(before));
    }),
  );
});

test("R15: where each seat has two votes for any node, nobody has two leaves", () => {
  const treeDepth = 4;
  const seats = Array.from({ length: 16 }, (_, seat) => seat);
  const votes = seats.flatMap((seat) => [vote(seat, ROOT_NODE, 0), vote(seat, ROOT_NODE, 1)]);
  const weight = (seat: number): number => seat;
  const entries = spreadOut(assign(votes, treeDepth, weight), weight);
  assert.equal(entries.length, nodeCount(treeDepth));
  const leaves = entries.filter(({ node }) => node.depth === treeDepth).map(({ seat }) => seat);
  assert.equal(new Set(leaves).size, 16);
  // The heaviest seat has the root.
  assert.equal(entries[0]!.seat, 15);
});
