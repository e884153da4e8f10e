import assert from "node:assert/strict";
import { test } from "node:test";
import { devnetWindows, provingSeconds } from "./devnetWindows.ts";

const windows = (depth: number, leaf: number) => devnetWindows({ proofs: "real", depth }, leaf).proofWindow;

test("a block's proofs, one after the other, fit five times into the proof window", () => {
  const { leaf, merge, root } = provingSeconds(6);
  assert.deepEqual([leaf, merge, root], [6, 25, 25]);
  assert.equal(windows(1, 6), 5 * (2 * leaf + root));
  assert.equal(windows(2, 6), 5 * (4 * leaf + 2 * merge + root));
});

test("a slower machine and a deeper tree get more time; no window is shorter than a minute or longer than L1 takes", () => {
  assert.ok(windows(1, 12) > windows(1, 6));
  assert.ok(windows(3, 6) > windows(2, 6));
  assert.equal(windows(1, 0.1), 60);
  assert.equal(windows(11, 600), 604_800);
});

test("windows that were asked for are taken, whatever the machine", () => {
  assert.deepEqual(devnetWindows({ proofs: "real", depth: 1, proposalWindow: 30, proofWindow: 90 }), {
    proposalWindow: 30,
    proofWindow: 90,
  });
});

test("simulated proofs need no measurement", () => {
  assert.deepEqual(devnetWindows({ proofs: "simulated", depth: 4 }), { proposalWindow: 5, proofWindow: 24 });
});
