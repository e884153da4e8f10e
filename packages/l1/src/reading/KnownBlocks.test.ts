import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hex } from "viem";
import { type BlockLink, KnownBlocks } from "./KnownBlocks.ts";

/** A block of a branch. Branches have their letter from a height on; below it they are the branch `a`. */
function block(number: number, branch = "a", from = 0): BlockLink {
  const hashOf = (at: number): Hex =>
    `0x${(at >= from ? branch : "a").repeat(8)}${at.toString(16).padStart(56, "0")}`;
  return { number: BigInt(number), hash: hashOf(number), parentHash: hashOf(number - 1) };
}

function knowing(to: number): KnownBlocks {
  const known = new KnownBlocks();
  known.add(Array.from({ length: to }, (_, i) => block(i + 1)));
  return known;
}

test("a head of the known chain is known at every height, a higher one is above", () => {
  const known = knowing(10);
  assert.equal(known.last?.number, 10n);
  for (const number of [0, 1, 7, 10]) assert.equal(known.judge(block(number)), "known");
  assert.equal(known.judge(block(11)), "above");
  assert.equal(known.judge(block(11, "b")), "above");
});

test("a head that is too old to tell is no rival", () => {
  assert.equal(knowing(300).judge(block(100, "b")), "known");
});

test("a rival is believed at the third time in a row, and not while the known chain shows itself in between", () => {
  const known = knowing(10);
  const rival = block(9, "b", 8);
  assert.equal(known.judge(rival), "rival");
  assert.equal(known.believesRival(), false);
  assert.equal(known.believesRival(), false);
  assert.equal(known.judge(block(7)), "known");
  assert.equal(known.believesRival(), false);
  assert.equal(known.believesRival(), false);
  assert.equal(known.believesRival(), true);
});

test("what is forgotten is no chain any more", () => {
  const known = knowing(10);
  known.clear();
  assert.equal(known.last, undefined);
  assert.equal(known.judge(block(3, "b")), "above");
});
