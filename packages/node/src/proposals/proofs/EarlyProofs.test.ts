import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeProof } from "@trellis/protocol";
import { EarlyProofs } from "./EarlyProofs.ts";

const of = (seat: number, index: number, bytes = 1): NodeProof => ({
  proposalId: new Uint8Array(32),
  node: { depth: 11, index },
  seat,
  proof: new Uint8Array(bytes),
  seatWords: new Uint8Array(2),
  signature: new Uint8Array(64),
});

/** The seats of the proofs that are kept, by how many each has. */
function countsOf(early: EarlyProofs): Map<number, number> {
  const counts = new Map<number, number>();
  for (let next = early.take(); next !== undefined; next = early.take())
    counts.set(next.seat, (counts.get(next.seat) ?? 0) + 1);
  return counts;
}

test("a seat that fills the room gives places to seats with fewer proofs, and all give way to bound ones", () => {
  const early = new EarlyProofs();
  for (let index = 0; index < 600; index++) early.add(of(1, index), undefined);
  assert.equal(early.size, 512);
  for (let index = 0; index < 10; index++) early.add(of(2, index), undefined);
  for (let index = 0; index < 5; index++) early.add(of(3, index), 3);
  early.add(of(1, 2_000), undefined);
  assert.deepEqual([...countsOf(early)].sort(), [
    [1, 497],
    [2, 10],
    [3, 5],
  ]);
});

test("the room is bounded in bytes, seat words included", () => {
  const early = new EarlyProofs();
  const half = 4 * 2 ** 20;
  early.add(of(1, 0, half), undefined);
  early.add(of(2, 0, half - 4), undefined);
  assert.equal(early.size, 2);
  early.add(of(3, 0, 1), undefined);
  assert.equal(early.size, 2);
  early.add(of(4, 0, 2 * half), 4);
  assert.equal(early.size, 2, "larger than the room: nothing gives way");
});
