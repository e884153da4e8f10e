import { ALPHA_ONE, MAX_ALPHA_STEP, nextAlpha } from "@trellis/protocol";
import { MAINNET } from "../../rounds/settings.ts";
import { defineExperiment, numberOf, type Size, textOf } from "../Experiment.ts";

const BLOCKS: Record<Size, number> = { tiny: 4_000, usual: 10_000, full: 40_000 };
const TARGET = MAINNET.rollup.targetProvers;
/** Near enough to the target, as a part of it. */
const SETTLED = 0.05;
/** Deviation of the provers of a block around the seats that take part. */
const NOISE = 0.01;

/** Question 8: whether α comes to rest. */
export default defineExperiment({
  number: 8,
  name: "alpha-controller",
  question: "Does α bring the provers to the target, and does it come to rest, when seats enter slowly?",
  claim:
    "R14: a gain of 1/32 settles with entry lags of 10 and 100 blocks, where one step a block swings between its ends.",
  settings: {
    rule: {
      about: "shipped: in proportion (R14); step: an eighth a block",
      values: { tiny: ["shipped", "step"], usual: ["shipped", "step"], full: ["shipped", "step"] },
    },
    lag: {
      about: "blocks in which seats make up for most of a gap",
      values: { tiny: [10], usual: [10, 100, 300], full: [10, 30, 100, 300, 1_000] },
    },
    elasticity: {
      about: "seats wanted rise with α to this power",
      values: { tiny: [1], usual: [0.5, 1, 2], full: [0.25, 0.5, 1, 2, 4] },
    },
    shock: {
      about: "seats wanted at α = 3, over the target",
      values: { tiny: [0.8], usual: [0.8, 1.3], full: [0.5, 0.8, 1.3, 2] },
    },
    parked: {
      about: "a majority that caps the provers of its blocks at the target: 0 no, 1 yes",
      values: { tiny: [0], usual: [0, 1], full: [0, 1] },
    },
  },
  metrics: {
    settling: {
      about: "blocks until the provers stay within 5 % of the target, at most the run",
      unit: "blocks",
    },
    atEnds: { about: "blocks with α at one of its bounds, in the second half", unit: "" },
    swing: { about: "deviation of α in the second half", unit: "" },
    reached: { about: "mean provers over the target, in the second half", unit: "" },
  },
  charts: [
    {
      title: "Deviation of α after settling",
      x: "lag",
      y: "swing",
      series: "rule",
      where: { elasticity: 1, shock: 0.8, parked: 0 },
      logX: true,
    },
    {
      title: "Blocks until the provers stay near the target",
      x: "lag",
      y: "settling",
      series: "rule",
      where: { elasticity: 1, shock: 0.8, parked: 0 },
      logX: true,
    },
  ],
  seeds: { tiny: 3, usual: 4, full: 12 },
  run({ point, size, streams, trace }) {
    const rule = textOf(point, "rule");
    const lag = numberOf(point, "lag");
    const elasticity = numberOf(point, "elasticity");
    const shock = numberOf(point, "shock");
    const isParked = numberOf(point, "parked") === 1;
    const random = streams.stream(0);
    const { alphaMin, alphaMax } = MAINNET.rollup;
    const blocks = BLOCKS[size];
    let alpha = 3 * ALPHA_ONE;
    let seats = TARGET;
    let lastFar = 0;
    let atEnds = 0;
    let [sum, squares, provers] = [0, 0, 0];
    const half = Math.floor(blocks / 2);
    for (let block = 0; block < blocks; block++) {
      const wanted = Math.min(2_048, TARGET * shock * (alpha / (3 * ALPHA_ONE)) ** elasticity);
      seats += (wanted - seats) / lag;
      const noisy = Math.round(seats * (1 + NOISE * random.normal()));
      let proven = Math.max(1, Math.min(2_048, noisy));
      if (isParked) proven = Math.min(proven, TARGET);
      alpha = rule === "shipped" ? nextAlpha(alpha, proven, MAINNET.rollup) : stepped(alpha, proven);
      trace.add(alpha);
      if (Math.abs(seats / TARGET - 1) > SETTLED) lastFar = block + 1;
      if (block < half) continue;
      if (alpha === alphaMin || alpha === alphaMax) atEnds += 1;
      const value = alpha / ALPHA_ONE;
      sum += value;
      squares += value * value;
      provers += proven / TARGET;
    }
    const count = blocks - half;
    const mean = sum / count;
    return {
      settling: [lastFar],
      atEnds: { hits: atEnds, trials: count },
      swing: [Math.sqrt(Math.max(0, squares / count - mean * mean))],
      reached: [provers / count],
    };
  },
  expectation:
    "With lags of 10 and 100 blocks and an elasticity of 1 the shipped rule settles, its deviation is below 0.1, and α is at no bound.",
  judge(outcomes) {
    const shipped = outcomes
      .where({ rule: "shipped", elasticity: 1, parked: 0 })
      .filter(({ point }) => numberOf(point, "lag") <= 100);
    const worst = outcomes.greatest("swing", shipped);
    const ends = outcomes.greatest("atEnds", shipped).figures.atEnds!;
    const settling = outcomes.greatest("settling", shipped).figures.settling!;
    const steps = outcomes.where({ rule: "step", elasticity: 1, parked: 0 });
    const swinging = outcomes.greatest("swing", steps).figures.swing!;
    const swing = worst.figures.swing!;
    const holds = swing.high < 0.1 && ends.value < 0.001;
    return {
      holds: holds ? "yes" : "no",
      figure: { about: "deviation of α after settling, worst of lags 10 and 100", unit: "", interval: swing },
      finding: `The provers stay within 5 % of the target after at most ${settling.value.toFixed(0)} blocks. One step of an eighth a block swings by ${swinging.value.toFixed(2)}.`,
      recommendation: "gain 1/32, at most an eighth a block, α from 2 to 5",
    };
  },
});

/** The step rule that R14 replaced: an eighth up below the target, an eighth down above it. */
function stepped(alpha: number, provers: number): number {
  const { alphaMin, alphaMax } = MAINNET.rollup;
  const step = provers < TARGET ? MAX_ALPHA_STEP : provers > TARGET ? -MAX_ALPHA_STEP : 0;
  return Math.max(alphaMin, Math.min(alphaMax, alpha + step));
}
