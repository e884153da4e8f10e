import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeKey, nodeNumber, type TreeNode, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { nodeOccasion } from "../timing/nodeOccasion.ts";
import { stagger } from "../timing/stagger.ts";
import type { PayTerms } from "./expectedPay.ts";
import { type ProvableBlock, type ProvingSituation, proofOptions, type ReadyNode } from "./proofOptions.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
const TERMS: PayTerms = {
  blockReward: 10n ** 19n,
  proverShareBps: 6_000,
  weights: { leaf: 1n, merge: 3n, root: 4n },
  uncommittedFactorBps: 5_000,
  treeDepth: 1,
};
const READY_AT = 1_000;
/** Longest spread of rescuers, milliseconds. */
const SPREAD = 8_000;

const seatAt = (seat: number) => ({ seat, address: toHex(toBytes(seat + 1, 20)) });
const idOf = (n: number): Hex => toHex(toBytes(n, 32));

function ready(node: TreeNode, fields: Partial<ReadyNode> = {}): ReadyNode {
  return { node, readyAt: READY_AT, named: undefined, provenBy: [], barred: [], ...fields };
}

function block(nodes: readonly ReadyNode[], n = 1): ProvableBlock {
  return { proposalId: idOf(n), terms: TERMS, score: 5n, nodes };
}

/** A prover with these seats that waits 45 s for others' leaves, long before the window's end. */
function situation(seats: readonly number[], fields: Partial<ProvingSituation> = {}): ProvingSituation {
  return {
    seats: seats.map(seatAt),
    patience: { leaf: 45_000, merge: 90_000, root: 90_000 },
    now: READY_AT,
    deadline: READY_AT + 600_000,
    proofWindow: 600_000,
    ...fields,
  };
}

const brief = (...args: Parameters<typeof proofOptions>): string[] =>
  proofOptions(...args).map(
    ({ node, seat, isNamed, place }) => `${place}: ${nodeKey(node)} ${isNamed ? "named" : "rescue"} ${seat}`,
  );

test("P6.2 the best block comes first, then nodes that the prover is named for, then higher nodes", () => {
  const blocks = [
    block([ready(LEFT), ready(RIGHT, { named: 3 })], 1),
    block([ready(ROOT, { named: 3 }), ready(LEFT, { named: 3 })], 2),
  ];
  assert.deepEqual(brief(blocks, situation([3], { now: READY_AT + SPREAD })), [
    "0: 1/1 named 3",
    "0: 1/0 rescue 3",
    "1: 0/0 named 3",
    "1: 1/0 named 3",
  ]);
});

test("P6.2 a named seat proves its node even if another has, but not twice, and not after a bad proof", () => {
  const of = (fields: Partial<ReadyNode>) =>
    brief([block([ready(LEFT, { named: 3, ...fields })])], situation([3], { now: READY_AT + 100_000 }));
  assert.deepEqual(of({ provenBy: [7] }), ["0: 1/0 named 3"]);
  assert.deepEqual(of({ provenBy: [3] }), []);
  assert.deepEqual(of({ barred: [3] }), []);
});

test("only seats that may be counted prove", () => {
  const blocks = [block([ready(LEFT, { named: 3 }), ready(RIGHT)])];
  assert.deepEqual(proofOptions(blocks, situation([], { now: READY_AT + 100_000 })), []);
});

test("P6.6 another seat's node is rescued after the patience ends and the rescuer's delay has passed", () => {
  const blocks = [block([ready(LEFT, { named: 7 })])];
  const delay = stagger(seatAt(3).address, nodeOccasion(idOf(1), nodeNumber(LEFT)), SPREAD);
  const rescueAt = READY_AT + 45_000 + delay;
  assert.deepEqual(brief(blocks, situation([3], { now: rescueAt - 1 })), []);
  assert.deepEqual(brief(blocks, situation([3], { now: rescueAt })), ["0: 1/0 rescue 3"]);
});

test("P6.6 near the window's end patience is shorter", () => {
  const blocks = [block([ready(LEFT, { named: 7 })])];
  const late = { deadline: READY_AT + 90_000, now: READY_AT + 9_000 + SPREAD };
  assert.deepEqual(brief(blocks, situation([3], late)), ["0: 1/0 rescue 3"]);
});

test("P6.6 there is no wait if no seat is named, or if the named seat has sent a bad proof", () => {
  const blocks = [block([ready(LEFT), ready(RIGHT, { named: 7, barred: [7] })])];
  assert.deepEqual(brief(blocks, situation([3], { now: READY_AT + SPREAD })), [
    "0: 1/0 rescue 3",
    "0: 1/1 rescue 3",
  ]);
});

test("P6.6 a proven node is not rescued", () => {
  const blocks = [block([ready(LEFT, { named: 7, provenBy: [9] })])];
  assert.deepEqual(brief(blocks, situation([3], { now: READY_AT + 100_000 })), []);
});

test("P6.6 a prover's seats share the rescues, except a seat that sent a bad proof of the node", () => {
  const now = READY_AT + 100_000;
  const nodes = [ready(ROOT), ready(LEFT), ready(RIGHT)];
  assert.deepEqual(brief([block(nodes)], situation([3, 4], { now })), [
    "0: 0/0 rescue 3",
    "0: 1/0 rescue 4",
    "0: 1/1 rescue 3",
  ]);
  const barred = nodes.map((node) => ({ ...node, barred: [3] }));
  assert.deepEqual(
    proofOptions([block(barred)], situation([3, 4], { now })).map(({ seat }) => seat),
    [4, 4, 4],
  );
});

test("P6.6 in a short window all rescuers come within a sixteenth of it", () => {
  const blocks = [block([ready(LEFT)])];
  const proofWindow = 16_000;
  for (let seat = 0; seat < 64; seat++) {
    const at = (now: number) => proofOptions(blocks, situation([seat], { proofWindow, now })).length;
    assert.equal(at(READY_AT - 1), 0);
    assert.equal(at(READY_AT + 1_000), 1);
  }
});
