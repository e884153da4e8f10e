import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeCount, subtree } from "../tree/TreeNode.ts";
import { joinSeatWords } from "./joinSeatWords.ts";
import { subtreeProvers } from "./messages/NodeProof.ts";
import { type NodeProver, packSeatWords } from "./seatWords.ts";

test("R1: words joined from the leaves up are the block's words", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.func(fc.nat(2_047)), (depth, seatAt) => {
      const provers = Array.from({ length: nodeCount(depth) }, (_, number): NodeProver => {
        const seat = seatAt(number);
        return seat % 3 === 0 ? { seat: null, isCommitted: false } : { seat, isCommitted: seat % 3 === 1 };
      });
      const words = (number: number): Uint8Array =>
        2 * number + 1 >= provers.length
          ? joinSeatWords(provers[number]!)
          : joinSeatWords(provers[number]!, [words(2 * number + 1), words(2 * number + 2)]);
      assert.deepEqual(words(0), packSeatWords(provers));
      const node = { depth: 1, index: 1 };
      const below = subtree(node, depth).map((at) => provers[2 ** at.depth - 1 + at.index]);
      assert.deepEqual(subtreeProvers(words(2), node, depth), below);
    }),
  );
});
