import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCount, nodeNumber, ProverBitmap, type Vote } from "@trellis/protocol";
import { assignNodes } from "@trellis/strategy";
import fc from "fast-check";
import { dealNodes, NOBODY } from "./dealNodes.ts";

/** What the shipped strategy assigns. */
function exact(seats: readonly number[], votes: number, treeDepth: number): number[] {
  const cast = seats.flatMap((seat) =>
    Array.from({ length: votes }, (_, slot): Vote => {
      const [proposalId, signature] = [new Uint8Array(32), new Uint8Array(64)];
      return { proposalId, depth: 0, index: 0, slot, seat, signature };
    }),
  );
  const known = { active: ProverBitmap.of(seats), isIdle: () => false, weight: () => 1, precedence: () => 1 };
  const named = new Array<number>(nodeCount(treeDepth)).fill(NOBODY);
  for (const { node, seat } of assignNodes(cast, treeDepth, known).entries) named[nodeNumber(node)] = seat;
  return named;
}

test("P5.1: nodes dealt in closed form are those of the shipped strategy", () => {
  const cases = fc.record({
    seats: fc.uniqueArray(fc.nat(2_047), { minLength: 1, maxLength: 80 }),
    votes: fc.integer({ min: 1, max: 5 }),
    treeDepth: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(cases, ({ seats, votes, treeDepth }) => {
      seats.sort((a, b) => a - b);
      assert.deepEqual([...dealNodes(seats, votes, treeDepth)], exact(seats, votes, treeDepth));
    }),
    { numRuns: 200 },
  );
});
