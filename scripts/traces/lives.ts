import { HONEST_CONDUCT, honestPlan, type Plan } from "../../packages/l1-model/test/arena/Plan.ts";
import { COURT, SETTINGS } from "../../packages/l1-model/test/Chain.ts";
import { contest } from "./contest.ts";
import type { Made } from "./recordTrace.ts";
import { bridgeLife, pipeline, type Stage, trial } from "./scenes.ts";

/** What is played for a trace. */
export interface Life {
  readonly settings: typeof SETTINGS;
  readonly court: typeof COURT;
  /** @param made - the calls so far. */
  play(stage: Stage, made: readonly Made[]): void;
}

const DEPTH = 2;
const own = honestPlan(150, DEPTH).blocks[0]!;
const with_ = (
  conduct: Partial<Plan["conduct"]>,
  blocks: readonly Partial<typeof own>[],
  more = {},
): Plan => ({
  blocks: blocks.map((block) => ({ ...own, ...block })),
  conduct: { ...HONEST_CONDUCT, ...conduct },
  reports: true,
  reportsItself: false,
  ...more,
});

const PLANS: readonly Plan[] = [
  honestPlan(undefined, DEPTH),
  honestPlan(150, DEPTH),
  with_({}, [{ isRevealed: false }]),
  with_({ work: "holdBack", proof: "swap" }, []),
  with_({}, [{ proof: "ownOnly", isFirst: true, endsEarly: true }]),
  with_({}, [{ names: "ownAll", bitmap: "active" }]),
  with_({ work: "withhold" }, [], { reportsItself: true }),
  with_({ work: "withhold" }, []),
  with_({ votesPercent: 0 }, [
    { names: "ownOnce", bidPercent: 1_000 },
    { names: "voters", bidPercent: 90 },
  ]),
  with_({ votesPercent: 0 }, [{ names: "ownAll", bidPercent: 50 }]),
  with_({ rescues: true }, [
    { bidPercent: 50, proof: "none" },
    { depth: 1, bidPercent: 110 },
  ]),
  with_({ work: "withhold", claims: false }, [{ names: "voters", proof: "none", bidPercent: 200 }]),
  honestPlan(undefined, DEPTH),
];

/** By the trace's name. */
export const LIVES: Readonly<Record<string, Life>> = {
  contest: { settings: SETTINGS, court: COURT, play: contest(PLANS, "contest") },
  late: {
    settings: { ...SETTINGS, earlyEnd: false, uncles: 2, uncleMinBps: 2_500, bondBps: 5_000 },
    court: { ...COURT, slashBps: 10_000, penaltyFactor: 5 },
    play: contest(PLANS.toReversed(), "late"),
  },
  bridge: { settings: SETTINGS, court: COURT, play: bridgeLife },
  trial: { settings: SETTINGS, court: COURT, play: trial },
  pipeline: { settings: { ...SETTINGS, pipelined: true }, court: COURT, play: pipeline },
};
