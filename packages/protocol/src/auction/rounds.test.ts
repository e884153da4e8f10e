import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  afterBlock,
  afterRestart,
  GENESIS_ROUNDS,
  type RoundRule,
  type Rounds,
  roundAbove,
  roundWithCommitment,
} from "./rounds.ts";
import { roundPhase } from "./Windows.ts";

const SEQUENTIAL: RoundRule = {
  proposalWindow: 60,
  proofWindow: 600,
  pipelined: false,
  targetProvers: 4,
  alphaMin: 16,
  alphaMax: 40,
};
const PIPELINED: RoundRule = { ...SEQUENTIAL, pipelined: true };

const committed = (rounds: Rounds, now: bigint, rule: RoundRule): Rounds => ({
  ...rounds,
  running: roundWithCommitment(rounds.running, false, now, rule),
});
/** Genesis with a commitment at second 0: proofs from 60 to 660. */
const BEGUN = committed(GENESIS_ROUNDS, 0n, PIPELINED);

test("P3.3: the first commitment opens the window", () => {
  assert.equal(GENESIS_ROUNDS.running.windows, undefined);
  assert.deepEqual(BEGUN.running.windows, { start: 0n, commitEnd: 60n, proofStart: 60n, proofEnd: 660n });
});

test("P3.1: in sequential mode a round opens when the block below is final, and takes no proposals on top", () => {
  assert.equal(roundAbove(BEGUN, true, 60n, SEQUENTIAL), undefined);
  const { running, next } = afterBlock(BEGUN, 3, false, 660n, SEQUENTIAL);
  assert.equal(next, undefined);
  assert.deepEqual(running, {
    id: 2n,
    height: 2n,
    round: 0,
    windows: { start: 660n, commitEnd: 720n, proofStart: 720n, proofEnd: 1_320n },
    alpha: 25,
    nextAlpha: 25,
  });
});

test("P3.4: the window above opens with the proof window below if there is a block to build on", () => {
  assert.equal(roundAbove(BEGUN, true, 59n, PIPELINED), undefined);
  assert.equal(roundAbove(BEGUN, false, 60n, PIPELINED), undefined);
  assert.equal(roundAbove(GENESIS_ROUNDS, true, 60n, PIPELINED), undefined);
  const above = roundAbove(BEGUN, true, 60n, PIPELINED)!;
  assert.deepEqual(above, {
    id: 2n,
    height: 2n,
    round: 0,
    windows: { start: 60n, commitEnd: 120n },
    alpha: 24,
    nextAlpha: 24,
  });
  assert.equal(roundAbove(BEGUN, true, 120n, PIPELINED)!.windows, undefined);
  const late = roundWithCommitment(roundAbove(BEGUN, true, 300n, PIPELINED)!, true, 300n, PIPELINED);
  assert.deepEqual(late.windows, { start: 300n, commitEnd: 360n });
  assert.equal(roundAbove({ ...BEGUN, next: late }, true, 310n, PIPELINED), late);
});

/** BEGUN with a commitment on top at second 60. */
const STACKED: Rounds = {
  ...BEGUN,
  next: roundWithCommitment(roundAbove(BEGUN, true, 60n, PIPELINED)!, true, 60n, PIPELINED),
};

test("P3.4: proposals on the block take proofs from the moment the block is final", () => {
  const { running, next } = afterBlock(STACKED, 3, true, 700n, PIPELINED);
  assert.equal(next, undefined);
  assert.equal(running.id, 2n);
  assert.deepEqual(running.windows, { start: 60n, commitEnd: 120n, proofStart: 700n, proofEnd: 1_300n });
  // P7.3: its exponent stays as it was; the one above takes the next.
  assert.equal(running.alpha, 24);
  assert.equal(roundAbove({ running, next }, true, 700n, PIPELINED)!.alpha, 25);
});

test("P3.4: if all proposals above build on losers, they die and the height starts again", () => {
  const { running } = afterBlock(STACKED, 4, false, 660n, PIPELINED);
  assert.deepEqual([running.id, running.height, running.round], [3n, 2n, 1]);
  assert.equal(running.windows!.start, 660n);
});

test("P3.4: a window above that is still open continues, whatever it contains", () => {
  const rule = { ...PIPELINED, proposalWindow: 600, proofWindow: 60 };
  const begun = committed(GENESIS_ROUNDS, 0n, rule);
  const next = roundWithCommitment(roundAbove(begun, true, 600n, rule)!, true, 600n, rule);
  const { running } = afterBlock({ ...begun, next }, 4, false, 660n, rule);
  assert.deepEqual(running.windows, { start: 600n, commitEnd: 1_200n, proofStart: 1_200n, proofEnd: 1_260n });
});

test("P3.3, P3.4: without a proof the height restarts, and the round above dies", () => {
  const { running, next } = afterRestart(STACKED);
  assert.equal(next, undefined);
  assert.deepEqual([running.id, running.height, running.round, running.windows], [3n, 1n, 1, undefined]);
  assert.equal(afterRestart(BEGUN).running.id, 2n);
});

test("any sequence of events: ids never repeat, heights never go back, a round is proven for its whole window", () => {
  const step = fc.record({
    wait: fc.bigInt({ min: 0n, max: 900n }),
    above: fc.boolean(),
    outcome: fc.constantFrom("block", "restart"),
    hasChild: fc.boolean(),
    provers: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 30 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 900 }),
      (steps, pipelined, proposalWindow) => {
        const rule = { ...SEQUENTIAL, pipelined, proposalWindow };
        const seen = new Set<bigint>();
        let now = 0n;
        let rounds = GENESIS_ROUNDS;
        for (const { wait, above, outcome, hasChild, provers } of steps) {
          now += wait;
          if (roundPhase(rounds.running.windows, now) === "waiting") rounds = committed(rounds, now, rule);
          const { proofStart, proofEnd } = rounds.running.windows!;
          assert.equal(proofEnd! - proofStart!, 600n);
          if (now < proofStart!) now = proofStart!;
          const top = roundAbove(rounds, true, now, rule);
          assert.equal(top !== undefined, pipelined);
          if (top !== undefined && above) {
            rounds = { ...rounds, next: roundWithCommitment(top, true, now, rule) };
          }
          if (now < proofEnd!) now = proofEnd!;
          for (const { id } of [rounds.running, ...(rounds.next === undefined ? [] : [rounds.next])]) {
            assert(!seen.has(id));
          }
          seen.add(rounds.running.id);
          const { height } = rounds.running;
          const isBlock = outcome === "block";
          const after = isBlock ? afterBlock(rounds, provers, hasChild, now, rule) : afterRestart(rounds);
          assert.equal(after.running.height, isBlock ? height + 1n : height);
          assert(after.running.id > rounds.running.id);
          assert(after.running.windows === undefined || after.running.windows.proofStart! >= now);
          rounds = after;
        }
      },
    ),
  );
});
