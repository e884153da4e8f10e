import { GENESIS_ALPHA } from "@trellis/protocol";
import { integratedParty } from "../../agents/integratedParty.ts";
import { RoundWorld } from "../../rounds/RoundWorld.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { winningBids } from "../../tables/bids.ts";
import { defineExperiment, numberOf, type Size } from "../Experiment.ts";
import type { Outcome } from "../Outcomes.ts";

const SEATS = 1_000;
const MONTHS = 12;
const ROUNDS: Record<Size, number> = { tiny: 10, usual: 25, full: 80 };
/** Growth in a month of a side that earns twice what it requires. */
const SPEED = 0.05;
/** Most that a side grows or shrinks in a month. */
const MOST_GROWTH = 0.25;
const YEAR = 365.25 * 86_400;

/** Question 2: whether a majority of the seats grows until nobody else is left. */
export default defineExperiment({
  number: 2,
  name: "majority-spiral",
  question: "Does a party with 51 % of the seats end with all of them after a year?",
  claim:
    "Critics: who has 51 % of the provers wins every block, leaves the others out, and so drives them away. R7 pays whoever proved a losing block.",
  settings: {
    majority: {
      about: "the party's part of the seats at the start",
      values: { tiny: [0.51], usual: [0.51, 0.67], full: [0.51, 0.6, 0.67, 0.8] },
    },
    unclePayBps: {
      about: "pay of seats in losing blocks, 1/10,000 of a winner's seat (R7); 0: the winner takes all",
      values: {
        tiny: [0, 9_500],
        usual: [0, 5_000, 9_500],
        full: [0, 2_500, 5_000, 8_000, 9_000, 9_500, 10_000],
      },
    },
    requiredReturn: {
      about: "yearly return on the stake below which seats leave",
      values: { tiny: [0.1], usual: [0.05, 0.2], full: [0.05, 0.1, 0.2] },
    },
  },
  metrics: {
    share: { about: "the party's part of the seats after a year", unit: "" },
    payRatio: {
      about: "pay of a seat outside of the party, over pay of one inside, in the first month",
      unit: "",
    },
    wins: { about: "blocks that the party wins in the year", unit: "" },
    seats: { about: "seats after a year", unit: "seats" },
  },
  charts: [
    {
      title: "The party's part of the seats after a year",
      x: "unclePayBps",
      y: "share",
      series: "majority",
      where: { requiredReturn: 0.2 },
    },
  ],
  seeds: { tiny: 3, usual: 6, full: 8 },
  run({ point, size, streams, trace }) {
    const start = numberOf(point, "majority");
    const required = numberOf(point, "requiredReturn");
    const rollup = { ...MAINNET.rollup, unclePayBps: numberOf(point, "unclePayBps"), targetProvers: SEATS };
    const { mu, sigma } = winningBids();
    const alone = { votesForRivals: false, namesOthers: false };
    const party = (name: string) =>
      integratedParty({ name, value: ({ random }) => 1_000 * random.lognormal(mu, sigma) }, alone);
    const counts = [Math.round(start * SEATS), SEATS - Math.round(start * SEATS)];
    const world = new RoundWorld({
      settings: { ...MAINNET, rollup },
      players: [
        { agent: party("majority"), seats: counts[0]! },
        { agent: party("the others"), seats: counts[1]! },
      ],
      streams,
      trace,
      alpha: GENESIS_ALPHA,
    });
    const roundsAYear = YEAR / world.secondsARound;
    const stake = tokens(MAINNET.stake);
    // At the start, with equal pay, every seat earns what it requires: the rest of its pay is its machine's cost.
    const pool = tokens(rollup.blockReward) * (rollup.minProverShareBps / 10_000);
    const cost = (pool * roundsAYear) / SEATS - required * stake;
    let wins = 0;
    let payRatio = 1;
    for (let month = 0; month < MONTHS; month++) {
      const paid = [0, 0];
      for (let i = 0; i < ROUNDS[size]; i++) {
        const { pay, winner, bids } = world.play();
        if (winner !== undefined && bids[winner]!.proposer === 0) wins += 1;
        paid.forEach((_, side) => {
          paid[side]! += tokens(pay.provers[side]!);
        });
      }
      const perSeat = paid.map((sum, side) => sum / ROUNDS[size] / Math.max(1, world.seats.countOf(side)));
      if (month === 0) payRatio = perSeat[1]! / perSeat[0]!;
      perSeat.forEach((pay, side) => {
        const earned = (pay * roundsAYear - cost) / stake;
        const growth = Math.max(-MOST_GROWTH, Math.min(MOST_GROWTH, SPEED * (earned / required - 1)));
        const most = world.seats.countOf(side) + world.seats.free;
        world.seats.resize(
          side,
          Math.min(most, Math.max(0, Math.round(world.seats.countOf(side) * (1 + growth)))),
        );
      });
    }
    const [own, others] = [world.seats.countOf(0), world.seats.countOf(1)];
    return {
      share: [own / Math.max(1, own + others)],
      payRatio: [payRatio],
      wins: { hits: wins, trials: MONTHS * ROUNDS[size] },
      seats: [own + others],
    };
  },
  expectation: "With 9,500 no party, of 51 % or more, gains ten points of the seats in a year.",
  judge(outcomes) {
    const shipped = outcomes.where({ unclePayBps: 9_500 });
    const gainOf = (outcome: Outcome): number =>
      outcome.figures.share!.value - numberOf(outcome.point, "majority");
    const worst = shipped.reduce((a, b) => (gainOf(b) > gainOf(a) ? b : a));
    const half = shipped.filter(({ point }) => point.majority === 0.51);
    const halfGain = Math.max(...half.map(gainOf));
    const without = outcomes.where({ unclePayBps: 0 }).map(({ figures }) => figures.share!.value);
    const per = (part: number): string => (100 * part).toFixed(0);
    return {
      holds: gainOf(worst) < 0.1 ? "yes" : halfGain < 0.1 ? "partly" : "no",
      figure: {
        about: `the party's part of the seats after a year, from ${worst.point.majority}, at 9,500`,
        unit: "",
        interval: worst.figures.share!,
      },
      finding: `Without pay for losing blocks a party ends with ${per(Math.min(...without))} to ${per(Math.max(...without))} % of the seats on average. With 9,500 one of 51 % gains ${per(halfGain)} points, one of ${per(numberOf(worst.point, "majority"))} % up to ${per(gainOf(worst))}: it pays those it shuts out 5 % less, and as a supermajority it wins nearly always.`,
      recommendation: "`unclePayBps` 9,500: it stops the spiral at 51 %. A supermajority still creeps.",
    };
  },
});
