import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, type ProofNotice } from "@trellis/protocol";
import { Notices } from "./Notices.ts";

const LEAF = nodeAt(1);
const BOUND = 7;
const notice = (seat: number, proof = 0, node = LEAF): ProofNotice => ({
  node,
  seat,
  seatWordsHash: new Uint8Array(32),
  proofHash: new Uint8Array(32).fill(proof),
  signature: new Uint8Array(64).fill(proof),
});

function told(...all: ProofNotice[]): Notices {
  const notices = new Notices();
  for (const one of all) notices.add(one, BOUND);
  return notices;
}
const seatsOf = (notices: Notices, bound: number | undefined = BOUND): number[] =>
  notices.of(LEAF, bound).map(({ seat }) => seat);

test("P6.5 notices of a node are given with that of its bound seat first; a repeated one counts once", () => {
  const notices = told(notice(3), notice(5), notice(BOUND));
  assert(!notices.add(notice(3), BOUND));
  assert.deepEqual(seatsOf(notices), [BOUND, 3, 5]);
  assert.deepEqual(notices.of(nodeAt(2), BOUND), []);
});

test("P6.5 a seat that has lost its proof may tell of another one, and of no third", () => {
  const notices = told(notice(3), notice(3, 1), notice(3, 2));
  assert.deepEqual(notices.of(LEAF, BOUND), [notice(3), notice(3, 1)]);
});

test("P6.5 no more than 32 seats that are not bound to a node are kept, and the bound one always", () => {
  const notices = told(...Array.from({ length: 40 }, (_, seat) => notice(100 + seat)), notice(BOUND));
  assert.equal(seatsOf(notices).length, 33);
  assert.equal(seatsOf(notices)[0], BOUND);
});

test("P6.5 a seat of which two proofs cannot be had is believed only where it is bound, until they come", () => {
  const [one, other] = [notice(3, 0, nodeAt(3)), notice(3, 0, nodeAt(4))];
  const notices = told(one, other, notice(3), notice(5));
  notices.failed(one);
  assert.deepEqual([...notices.failed(one)], [3], "one proof that failed twice is one");
  assert.deepEqual(seatsOf(notices), [3, 5]);
  assert.deepEqual([...notices.failed(other)].sort(), [1, 3, 4], "all nodes that it told of change");
  assert.deepEqual(seatsOf(notices), [5]);
  assert.deepEqual(seatsOf(notices, 3), [3, 5]);
  assert.deepEqual(
    [one, notice(5)].map((of) => notices.isFailed(of)),
    [true, false],
  );
  assert.deepEqual([...notices.judged(other)].sort(), [1, 3, 4]);
  assert.deepEqual(seatsOf(notices), [3, 5]);
  assert.deepEqual(notices.of(nodeAt(4), BOUND), [], "a proof that came is not looked for again");
  notices.forgetJudged();
  assert.deepEqual(notices.of(nodeAt(4), BOUND), [other]);
  notices.clear();
  assert.deepEqual(seatsOf(notices), []);
  assert(!notices.isFailed(one) && !notices.has(LEAF));
});
