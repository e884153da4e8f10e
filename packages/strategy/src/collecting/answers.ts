import { type PenaltyRule, penalty } from "@trellis/protocol";
import { gasCost, type Prices } from "./gasCost.ts";

/** A node of an open case against an own seat. */
export interface ReportedNode {
  readonly nodeNumber: number;
  /** What it pays a committed prover, wei. */
  readonly pay: bigint;
  /** Seconds until its proof is ready; 0 if it is at hand. */
  readonly secondsLeft: number;
}

/** R8: an open case against an own seat. */
export interface OwnCase {
  readonly nodes: readonly ReportedNode[];
  /** Level of the seat before the case. */
  readonly level: number;
  /** When it can be settled: report window and contest window over. L1 seconds. */
  readonly answerBy: bigint;
}

/** What an answer costs, and what is lost without it. */
export interface AnswerRule extends Prices, PenaltyRule {
  /** Full stake of a seat, wei. */
  readonly stake: bigint;
  /** Gas of one answer. */
  readonly answerGas: bigint;
  /** R13: length of an L1 slot, seconds. */
  readonly slotTime: number;
}

/** Slots that an answer may wait for its place on L1. */
const INCLUSION_SLOTS = 5;

/**
 * R8: the nodes of a case to answer, in the order to answer them: those of most pay first. An answer clears its node; a case whose nodes are
 * all cleared takes nothing. So many are answered that penalty and gas together cost least. What cannot be proven and land in time is left
 * out. Answers are sent as soon as their proofs are ready.
 * @param now - L1 seconds.
 * @throws TRL-PRO-018 as `penalty`.
 */
export function answersToMake({ nodes, level, answerBy }: OwnCase, now: bigint, rule: AnswerRule): number[] {
  const lastStart = answerBy - BigInt(INCLUSION_SLOTS * rule.slotTime);
  const able = nodes
    .filter(({ secondsLeft }) => now + BigInt(Math.ceil(secondsLeft)) <= lastStart)
    .sort((a, b) => (a.pay === b.pay ? a.nodeNumber - b.nodeNumber : a.pay > b.pay ? -1 : 1));
  const cost = gasCost(rule.answerGas, rule);
  let open = nodes.reduce((sum, { pay }) => sum + pay, 0n);
  let best = { answers: 0, cost: penalty(open, rule.stake, level, rule) };
  able.forEach(({ pay }, i) => {
    open -= pay;
    const answers = i + 1;
    const taken = answers === nodes.length ? 0n : penalty(open, rule.stake, level, rule);
    const total = taken + cost * BigInt(answers);
    if (total < best.cost) best = { answers, cost: total };
  });
  return able.slice(0, best.answers).map(({ nodeNumber }) => nodeNumber);
}
