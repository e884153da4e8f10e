import assert from "node:assert/strict";
import { test } from "node:test";
import { sayNotHeld } from "./sayNotHeld.ts";

const block = (height: bigint) => ({ proposalId: `0x${String(height).padStart(64, "0")}` as const, height });

test("blocks that a node does not hold give one line: their number, the first and the last", () => {
  assert.deepEqual(sayNotHeld([]), []);
  const [one] = sayNotHeld([block(5n)]);
  assert.match(one!, /contributions of 0x0+5 at height 5; ask/);
  const many = sayNotHeld([9n, 8n, 7n, 3n].map(block));
  assert.equal(many.length, 1);
  assert.match(many[0]!, /of 4 blocks, the first 0x0+3 at height 3, the last 0x0+9 at height 9; ask/);
});
