import assert from "node:assert/strict";
import { test } from "node:test";
import { penalty } from "@trellis/protocol";
import fc from "fast-check";
import { type AnswerRule, answersToMake, type OwnCase } from "./answers.ts";
import { type ReportableNode, type ReportRule, reportsToMake } from "./reports.ts";

const PRICES = { gasPrice: 1n, tokenPrice: 10n ** 18n };
const REPORT: ReportRule = {
  ...PRICES,
  from: 1_000n,
  reportWindow: 100,
  isSettled: true,
  reportBounty: 1_000_000n,
  firstGas: 320_000n,
  furtherGas: 250_000n,
};
const missed = (nodeNumber: number, fields: Partial<ReportableNode> = {}): ReportableNode => ({
  nodeNumber,
  seat: 5,
  pay: 100n,
  isClaimed: true,
  isKept: false,
  isReported: false,
  isAnswerable: false,
  ...fields,
});
const NONE: ReadonlySet<number> = new Set();
const report = (
  nodes: readonly ReportableNode[],
  {
    now = 1_000n,
    own = NONE,
    largest = new Map<number, bigint>(),
    ...rule
  }: Partial<ReportRule> & {
    now?: bigint;
    own?: ReadonlySet<number>;
    largest?: ReadonlyMap<number, bigint>;
  } = {},
) => reportsToMake(nodes, own, largest, now, { ...REPORT, ...rule });

test("R8: a claimed node that no kept proof shows is reported, all of a seat's nodes together", () => {
  const nodes = [missed(3), missed(1), missed(2, { seat: 6 })];
  assert.deepEqual(report(nodes), [
    { seat: 5, nodeNumbers: [1, 3], pay: 200n },
    { seat: 6, nodeNumbers: [2], pay: 100n },
  ]);
});

test("R8: nobody is reported for what it has not claimed, has proven, or can answer", () => {
  assert.deepEqual(report([missed(1, { isClaimed: false })]), []);
  assert.deepEqual(report([missed(1, { isKept: true })]), []);
  assert.deepEqual(report([missed(1, { isReported: true })]), []);
  assert.deepEqual(report([missed(1, { isAnswerable: true })]), []);
  assert.deepEqual(report([missed(1)], { own: new Set([5]) }), []);
});

test("R8: a report comes in its window and after the reward is settled", () => {
  assert.deepEqual(report([missed(1)], { now: 999n }), []);
  assert.equal(report([missed(1)], { now: 1_099n }).length, 1);
  assert.deepEqual(report([missed(1)], { now: 1_100n }), []);
  assert.deepEqual(report([missed(1)], { isSettled: false }), []);
});

test("R8: the bounty pays for a report's gas, and goes to the largest one", () => {
  assert.deepEqual(report([missed(1)], { reportBounty: 319_999n }), []);
  assert.deepEqual(report([missed(1)], { tokenPrice: 0n }), []);
  const many = [1, 2, 3, 4].map((number) => missed(number, { pay: BigInt(number) }));
  assert.deepEqual(report(many), [{ seat: 5, nodeNumbers: [2, 3, 4], pay: 9n }]);
  assert.deepEqual(report(many, { largest: new Map([[5, 9n]]) }), []);
  assert.equal(report(many, { largest: new Map([[5, 8n]]) }).length, 1);
  assert.equal(report(many, { firstGas: 0n, furtherGas: 0n })[0]?.nodeNumbers.length, 4);
});

const ANSWER: AnswerRule = {
  ...PRICES,
  penaltyFactor: 2,
  reportBounty: 1_000n,
  slashBps: 100,
  levelDecay: 3_600,
  stake: 10n ** 9n,
  answerGas: 500n,
  slotTime: 12,
};
const own = (fields: Partial<OwnCase> = {}): OwnCase => ({
  nodes: [
    { nodeNumber: 1, pay: 100n, secondsLeft: 0 },
    { nodeNumber: 2, pay: 300n, secondsLeft: 0 },
  ],
  level: 0,
  answerBy: 10_000n,
  ...fields,
});

test("R8: a case is answered if that costs less than its penalty, nodes of most pay first", () => {
  assert.deepEqual(answersToMake(own(), 0n, ANSWER), [2, 1]);
  // A penalty of 1,800 is less than two answers.
  assert.deepEqual(answersToMake(own(), 0n, { ...ANSWER, answerGas: 901n }), []);
  assert.deepEqual(answersToMake(own({ level: 1 }), 0n, { ...ANSWER, answerGas: 901n }), [2, 1]);
  assert.deepEqual(answersToMake(own({ nodes: [] }), 0n, ANSWER), []);
});

test("R8: an answer that cannot land in time is not begun", () => {
  assert.deepEqual(answersToMake(own(), 9_940n, ANSWER), [2, 1]);
  assert.deepEqual(answersToMake(own(), 9_941n, ANSWER), []);
  const slow = own({
    nodes: [
      { nodeNumber: 1, pay: 100n, secondsLeft: 100.5 },
      { nodeNumber: 2, pay: 900n, secondsLeft: 0 },
    ],
  });
  assert.deepEqual(answersToMake(slow, 9_839n, ANSWER), [2, 1]);
  assert.deepEqual(answersToMake(slow, 9_840n, ANSWER), [2]);
});

test("R8: no other set of answers leaves penalty and gas lower", () => {
  const cases = fc.record({
    nodes: fc.array(fc.record({ pay: fc.bigInt(0n, 1_000n), secondsLeft: fc.constantFrom(0, 20_000) }), {
      maxLength: 6,
    }),
    level: fc.nat(14),
  });
  fc.assert(
    fc.property(cases, fc.bigInt(0n, 3_000n), fc.constantFrom(1, 100), ({ nodes, level }, gas, slashBps) => {
      const numbered = nodes.map((node, nodeNumber) => ({ ...node, nodeNumber }));
      const rule = { ...ANSWER, answerGas: gas, slashBps, stake: 10n ** 6n };
      const costOf = (answered: readonly number[]): bigint => {
        const open = numbered.filter(({ nodeNumber }) => !answered.includes(nodeNumber));
        const pay = open.reduce((sum, node) => sum + node.pay, 0n);
        const taken = open.length === 0 ? 0n : penalty(pay, rule.stake, level, rule);
        return taken + gas * BigInt(answered.length);
      };
      const chosen = answersToMake({ nodes: numbered, level, answerBy: 10_000n }, 0n, rule);
      const able = numbered
        .filter(({ secondsLeft }) => secondsLeft === 0)
        .map(({ nodeNumber }) => nodeNumber);
      assert.ok(chosen.every((number) => able.includes(number)));
      if (nodes.length === 0) return;
      for (let mask = 0; mask < 2 ** able.length; mask++) {
        assert.ok(costOf(chosen) <= costOf(able.filter((_, i) => (mask >> i) & 1)));
      }
    }),
    { numRuns: 200 },
  );
});
