import { ALPHA_ONE } from "@trellis/protocol";
import { shippedProposer } from "../../agents/shippedProposer.ts";
import type { RandomStreams } from "../../random/RandomStreams.ts";
import { leastBid } from "../../rounds/leastBid.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { Scores } from "../../rounds/Scores.ts";
import { SeatSet } from "../../rounds/SeatSet.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf } from "../Experiment.ts";

const RIVAL = { seats: 1_024, burnBid: 100n * 10n ** 18n };
const COUNTS = [128, 256, 512, 724, 1_448, 2_048];
const ROUNDS = { tiny: 40, usual: 200, full: 1_000 };
/** Tokens for an ether of the bid table, so that a usual bid is of the order of the reward. */
const TOKENS_PER_ETHER = 1_000;

/** The least bid of so many seats that beats the rival's score. */
export function leastWinningBid(seats: number, alpha: number, scores: Scores): bigint {
  return leastBid(seats, RIVAL, alpha, scores);
}

/** A winner on the proposal's surface. */
export interface RealisedPoint {
  readonly provers: number;
  /** Tokens. */
  readonly burn: number;
}

/** Rounds of ten proposers with values drawn from real bids, each of whom some part of 2,000 seats votes for. */
export function playAuctions(streams: RandomStreams, alpha: number, rounds: number) {
  const { mu, sigma } = winningBids();
  const reach = streams.stream(100);
  const proposers = Array.from({ length: 10 }, (_, i) =>
    shippedProposer({
      name: `proposer ${i}`,
      value: ({ random }) => TOKENS_PER_ETHER * random.lognormal(mu, sigma),
      also: {
        names: (voters) => {
          const part = 0.3 + 0.7 * reach.uniform();
          return SeatSet.of(voters.seats().slice(0, Math.ceil(part * 2_000)));
        },
      },
    }),
  );
  const rollup = { ...MAINNET.rollup, alphaMin: alpha, alphaMax: alpha };
  const world = new RoundWorld({
    settings: { ...MAINNET, rollup },
    players: [{ agent: { name: "provers" }, seats: 2_000 }, ...proposers.map((agent) => ({ agent }))],
    streams,
    alpha,
  });
  return Array.from({ length: rounds }, () => {
    const { winner, bids, provers } = world.play();
    const won = bids[winner!]!;
    const point: RealisedPoint = { provers, burn: tokens(won.burnBid) };
    return { point, isOutbid: bids.some(({ burnBid }) => burnBid > won.burnBid) };
  });
}

/** Question 1: what a seat is worth against burned tokens. */
export default defineExperiment({
  number: 1,
  name: "provers-and-burn",
  question: "How much burn does a prover replace in the score?",
  claim: "SCORE = provers^α · burn²: at equal score the bids of two blocks are as (n1 / n2)^(α / 2).",
  settings: {
    alpha: {
      about: "exponent of the provers",
      values: { tiny: [2.5, 3], usual: [2, 2.5, 3, 4, 5], full: [2, 2.25, 2.5, 3, 3.5, 4, 4.5, 5] },
    },
  },
  metrics: {
    slope: { about: "slope of the least winning bid over the provers, log-log", unit: "" },
    error: { about: "largest distance of a bid from (n1 / n2)^(α / 2), relative", unit: "" },
    outbid: { about: "auctions won by a block that burns less than another one", unit: "" },
    burn: { about: "burned by a winner", unit: "tokens" },
    provers: { about: "provers of a winner", unit: "seats" },
  },
  charts: [
    { title: "Slope of burn over provers at equal score", x: "alpha", y: "slope" },
    { title: "Auctions won with less burn and more provers", x: "alpha", y: "outbid" },
  ],
  seeds: { tiny: 2, usual: 4, full: 16 },
  run({ point, size, streams, trace }) {
    const alpha = numberOf(point, "alpha") * ALPHA_ONE;
    const scores = new Scores();
    const bids = COUNTS.map((seats) => ({ seats, bid: Number(leastWinningBid(seats, alpha, scores)) }));
    const half = numberOf(point, "alpha") / 2;
    const errors = bids.map(({ seats, bid }) => {
      const expected = Number(RIVAL.burnBid) * (RIVAL.seats / seats) ** half;
      return Math.abs(bid / expected - 1);
    });
    const played = playAuctions(streams, alpha, ROUNDS[size]);
    for (const {
      point: { provers, burn },
    } of played) {
      trace.add(provers);
      trace.add(burn);
    }
    const mean = (of: (one: (typeof played)[number]) => number): number[] => [
      played.reduce((sum, one) => sum + of(one), 0) / played.length,
    ];
    return {
      slope: [slopeOf(bids.map(({ seats, bid }) => [Math.log(seats), Math.log(bid)]))],
      error: [Math.max(...errors)],
      outbid: { hits: played.filter(({ isOutbid }) => isOutbid).length, trials: played.length },
      burn: mean((one) => one.point.burn),
      provers: mean((one) => one.point.provers),
    };
  },
  expectation: "The slope is −α/2 and no bid is further from the closed form than 10^-6.",
  judge(outcomes) {
    const worst = outcomes.greatest("error");
    const slopes = outcomes.all.map(({ point, figures }) =>
      Math.abs(figures.slope!.value + numberOf(point, "alpha") / 2),
    );
    const holds = Math.max(...slopes) < 1e-5 && worst.figures.error!.value < 2e-6;
    const { value } = outcomes.greatest("outbid").figures.outbid!;
    return {
      holds: holds ? "yes" : "no",
      figure: {
        about: "largest relative distance from the closed form",
        unit: "",
        interval: worst.figures.error!,
      },
      finding: `Twice the provers replace 2^(α/2) times the burn, at every α. Up to ${(100 * value).toFixed(0)} % of auctions go to a block that burns less than another.`,
    };
  },
});

/** Slope of the line of least squares. */
function slopeOf(points: readonly (readonly number[])[]): number {
  const mean = (at: number): number => points.reduce((sum, point) => sum + point[at]!, 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0]! - x) * (point[1]! - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0]! - x) ** 2, 0);
}
