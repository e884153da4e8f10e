import { ALPHA_ONE } from "@trellis/protocol";
import { integratedParty } from "../../agents/integratedParty.ts";
import { HONEST_PROVERS } from "../../agents/provers.ts";
import { shippedProposer } from "../../agents/shippedProposer.ts";
import type { RoundView } from "../../rounds/Agent.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET } from "../../rounds/settings.ts";
import { batchMeans } from "../../statistics/batchMeans.ts";
import { concentration, winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size } from "../Experiment.ts";

const ROUNDS: Record<Size, number> = { tiny: 300, usual: 2_000, full: 10_000 };
const SEATS = 200;
const BUILDERS = 10;
const TOKENS_PER_ETHER = 1_000;

/**
 * The largest of Gumbel variables of one scale is Gumbel with that scale. So builders whose log values are Gumbel, shifted by the logarithm of
 * their part of real blocks, win as often as they really did, and the logarithm of the winning value spreads as it really did.
 */
export const GUMBEL_SCALE = (winningBids().sigma * Math.sqrt(6)) / Math.PI;
/** Euler's constant: the mean of a standard Gumbel variable. */
const EULER = 0.5772156649015329;

/** Parts of the largest builders of the bid table. */
export function builderParts(): number[] {
  const most = winningBids().builders.slice(0, BUILDERS);
  const all = most.reduce((sum, { blocks }) => sum + blocks, 0);
  return most.map(({ blocks }) => blocks / all);
}

/** Question 12: whether a few builders win everything. */
export default defineExperiment({
  number: 12,
  name: "concentration",
  question: "How concentrated are the winners, with and without provers of their own?",
  claim:
    "Critics: the builder that owns provers wins more and more. M3 states what not voting for rivals is worth: b · (1 − (1 − q)^(α/2)).",
  settings: {
    integrated: {
      about: "seats that the largest builder owns and that vote for it alone, as a part of all",
      values: { tiny: [0, 0.3], usual: [0, 0.1, 0.2, 0.3, 0.49], full: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.49] },
    },
    alpha: { about: "exponent of the provers", values: { tiny: [3], usual: [2, 3, 5], full: [2, 3, 4, 5] } },
  },
  metrics: {
    index: { about: "sum of the squared parts of the winners (Herfindahl)", unit: "" },
    largest: { about: "rounds that the largest builder wins", unit: "" },
    expected: { about: "the same in closed form", unit: "" },
  },
  charts: [
    { title: "Concentration of winners", x: "integrated", y: "index", series: "alpha" },
    { title: "Rounds that the largest builder wins", x: "integrated", y: "largest", series: "alpha" },
  ],
  seeds: { tiny: 2, usual: 2, full: 2 },
  run({ point, size, streams, trace }) {
    const part = numberOf(point, "integrated");
    const alpha = numberOf(point, "alpha") * ALPHA_ONE;
    const own = Math.round(part * SEATS);
    const { mu } = winningBids();
    const parts = builderParts();
    const proposers = parts.map((share, i) => {
      const init = {
        name: `builder ${i}`,
        // The value is bid as it is: the reward is not part of it, so that bids are as the real ones.
        bidFraction: 1,
        value: ({ random }: RoundView) => {
          const gumbel = -Math.log(-Math.log(random.open())) - EULER;
          return TOKENS_PER_ETHER * Math.exp(mu + GUMBEL_SCALE * (Math.log(share) + gumbel));
        },
      };
      return i === 0
        ? integratedParty(init, { votesForRivals: false, namesOthers: true })
        : shippedProposer(init);
    });
    const rollup = { ...MAINNET.rollup, alphaMin: alpha, alphaMax: alpha, blockReward: 0n };
    const world = new RoundWorld({
      settings: { ...MAINNET, rollup: { ...rollup, minBurnBid: 1n } },
      players: [
        { agent: HONEST_PROVERS, seats: SEATS - own },
        ...proposers.map((agent, i) => ({ agent, seats: i === 0 ? own : 0 })),
      ],
      streams,
      trace,
      alpha,
    });
    const won = new Uint32Array(BUILDERS);
    const largest = new Float64Array(ROUNDS[size]);
    const winners = new Uint8Array(ROUNDS[size]);
    for (let i = 0; i < ROUNDS[size]; i++) {
      const { winner, bids } = world.play();
      const builder = bids[winner!]!.proposer - 1;
      won[builder]! += 1;
      winners[i] = builder;
      largest[i] = builder === 0 ? 1 : 0;
    }
    const edge = (1 / (1 - own / SEATS)) ** (numberOf(point, "alpha") / 2 / GUMBEL_SCALE);
    const first = parts[0]!;
    return {
      index: indexOfBatches(winners),
      largest: batchMeans(largest),
      expected: [(first * edge) / (first * edge + 1 - first)],
    };
  },
  expectation:
    "Without own provers the winners are as concentrated as real ones (0.376 over all builders); with a fifth of the seats the largest builder wins less than nine of ten rounds.",
  judge(outcomes) {
    const alpha = outcomes.valuesOf("alpha").includes(3) ? 3 : outcomes.valuesOf("alpha")[0]!;
    const base = outcomes.figure({ integrated: 0, alpha }, "index");
    const real = concentration(builderParts().map((part) => part * 1e6));
    const most = outcomes.where({ alpha }).filter(({ point }) => numberOf(point, "integrated") <= 0.3);
    const worst = outcomes.greatest("largest", most);
    const isReal = Math.abs(base.value - real) < Math.max(0.03, base.high - base.value);
    const largest = worst.figures.largest!;
    return {
      holds: !isReal ? "no" : largest.value < 0.9 ? "yes" : "partly",
      figure: {
        about: `rounds that the largest builder wins with ${worst.point.integrated} of the seats, α = ${alpha}`,
        unit: "",
        interval: largest,
      },
      finding: `The index is ${base.value.toFixed(3)} without own provers (real: ${real.toFixed(3)}). Own seats that vote for nobody else raise the largest builder from ${(100 * builderParts()[0]!).toFixed(0)} % to ${(100 * largest.value).toFixed(0)} % of the rounds at ${(100 * numberOf(worst.point, "integrated")).toFixed(0)} % of the seats. The rules allow this (M3); a smaller α lessens it.`,
      recommendation: "bounds of α 2 … 5; watch the index",
    };
  },
});

const BATCHES = 10;

/** The index of each of ten batches, less what chance alone adds to it in a sample (its expected excess is (1 − H) / (n − 1)). */
function indexOfBatches(winners: Uint8Array): number[] {
  const size = Math.floor(winners.length / BATCHES);
  return Array.from({ length: BATCHES }, (_, batch) => {
    const counts = new Array<number>(BUILDERS).fill(0);
    for (const builder of winners.subarray(batch * size, (batch + 1) * size)) counts[builder]! += 1;
    const raw = concentration(counts);
    return (size * raw - 1) / (size - 1);
  });
}
